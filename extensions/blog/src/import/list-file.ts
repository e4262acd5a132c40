import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { hashOf } from '../document/hash-of.js';
import { reasonOf } from '../files/reason-of.js';
import { ListUnusableError } from './list-unusable-error.js';

/** The text of a list as it is on disk. */
export interface ListFile {
  readonly path: string;
  readonly text: string;
  /** SHA-256 of its bytes. */
  readonly hash: string;
}

const largest = 20_000_000;
const staleAfterMs = 30 * 86_400_000;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** @throws {ListUnusableError} when there is no such file, and when it cannot be a list. */
export async function readListFile(path: string): Promise<ListFile> {
  const bytes = await read(path);
  try {
    return { path, text: utf8.decode(bytes), hash: hashOf(bytes) };
  } catch {
    throw new ListUnusableError(`the list ${path} cannot be read: not UTF-8`);
  }
}

async function read(path: string): Promise<Buffer> {
  const fault = (reason: string) => new ListUnusableError(`the list ${path} cannot be read: ${reason}`);
  try {
    const file = await open(path, 'r');
    try {
      const facts = await file.stat();
      if (facts.isDirectory()) throw fault('a directory, not a file');
      if (!facts.isFile()) throw fault('not a regular file');
      if (facts.size > largest) throw fault(`larger than ${largest / 1_000_000} MB`);
      return await file.readFile();
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof ListUnusableError) throw error;
    // The run may be executed by any host, and the list was written on one.
    throw fault(`${reasonOf(error)} on the host ${hostname()}`);
  }
}

/** Writes a list into a folder that only its owner can enter, under a name of its own. */
export async function keepList(directory: string, text: string): Promise<ListFile> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, `${randomUUID()}.list`);
  await writeFile(path, text, { mode: 0o600, flush: true });
  return { path, text, hash: hashOf(Buffer.from(text)) };
}

/** Removes lists that {@link keepList} wrote a month ago and nobody came back for. */
export async function removeStaleLists(directory: string): Promise<void> {
  const names = await readdir(directory).catch(() => []);
  for (const name of names.filter((one) => one.endsWith('.list'))) {
    const path = join(directory, name);
    const facts = await stat(path).catch(() => null);
    if (facts !== null && Date.now() - facts.mtimeMs > staleAfterMs) await rm(path, { force: true });
  }
}
