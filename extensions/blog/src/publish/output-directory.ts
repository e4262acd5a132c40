import {
  copyFile,
  lstat,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  rmdir,
  stat,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import pMap from 'p-map';
import type { FileFailure } from '../files/file-failure.js';
import { reasonOf } from '../files/reason-of.js';
import { PublishInterruptedError } from './publish-interrupted-error.js';

/** A file of the site: its text, or the file that it is a copy of. */
export interface OutputFile {
  /** From the top of the output directory, with `/`. */
  readonly file: string;
  readonly content: string | { readonly copyOf: string };
}

// Names which files are ours: whatever else lies in the directory is neither changed nor deleted.
const manifestName = '.blog-published.json';
const workPrefix = '.blog-work-';
const staleAfter = 3_600_000;
const concurrency = 8;

/**
 * The directory of a published site. Files are written only when they differ, each appears whole (a temporary file is
 * renamed), and a file that this extension did not write is never touched.
 */
export class OutputDirectory {
  readonly #top: string;
  readonly #work: string;
  /** Files that are ours, of this run and of earlier ones. */
  readonly #owned: Set<string>;
  /** Files that belong to the site as it is now. */
  readonly #current = new Set<string>();
  readonly #failures: FileFailure[] = [];
  #written = 0;
  #unchanged = 0;

  private constructor(top: string, owned: Set<string>) {
    this.#top = top;
    this.#work = join(top, `${workPrefix}${randomUUID()}`);
    this.#owned = owned;
  }

  /**
   * Opens the directory; it is made when it is missing.
   * @throws {PublishInterruptedError} when it cannot be made or read, or its list of files is damaged.
   */
  static async open(top: string): Promise<OutputDirectory> {
    try {
      await mkdir(top, { recursive: true });
      await removeStaleWork(top);
      const owned = await readManifest(join(top, manifestName));
      const directory = new OutputDirectory(top, owned);
      await mkdir(directory.#work);
      return directory;
    } catch (error) {
      throw new PublishInterruptedError(top, error);
    }
  }

  get written(): number {
    return this.#written;
  }

  get unchanged(): number {
    return this.#unchanged;
  }

  get failures(): readonly FileFailure[] {
    return this.#failures;
  }

  /**
   * Puts files in their places; one that cannot be put is a failure, the others go on.
   * @throws {PublishInterruptedError} when the disk is full or read-only.
   */
  async put(files: readonly OutputFile[]): Promise<void> {
    for (const { file } of files) this.#current.add(file);
    const states = await pMap(files, async (file) => ({ ...file, state: await this.#stateOf(file) }), {
      concurrency,
    });
    this.#unchanged += states.filter(({ state }) => state === 'same').length;
    for (const { file } of states.filter(({ state }) => state === 'foreign')) {
      this.#failures.push({
        path: file,
        reason: 'a file of this name is there and was not written by publish_content',
      });
    }
    const due = states.filter(({ state }) => state === 'missing' || state === 'differs');
    // Claimed before it is written: after a crash the next run knows the file for its own.
    await this.#claim(states.filter(({ state }) => state !== 'foreign').map(({ file }) => file));
    await pMap(due, async (file) => await this.#replace(file), { concurrency });
  }

  /** Keeps a file of an earlier run that could not be made this time. */
  keep(file: string): void {
    this.#current.add(file);
  }

  /** Removes what earlier runs wrote and the site has no more. @returns how many files. */
  async finish(): Promise<number> {
    const stale = [...this.#owned].filter((file) => !this.#current.has(file));
    for (const file of stale) {
      await rm(join(this.#top, file), { force: true });
      await removeEmptyFolders(this.#top, dirname(file));
      this.#owned.delete(file);
    }
    if (stale.length > 0) await this.#saveManifest();
    return stale.length;
  }

  async close(): Promise<void> {
    await rm(this.#work, { recursive: true, force: true });
  }

  async #stateOf({ file, content }: OutputFile): Promise<'missing' | 'same' | 'differs' | 'foreign'> {
    const path = join(this.#top, file);
    const found = await lstat(path).catch(() => null);
    if (found === null) return 'missing';
    const isSame = found.isFile() && (await sameContent(path, content));
    if (isSame) return 'same';
    return this.#owned.has(file) ? 'differs' : 'foreign';
  }

  async #claim(files: readonly string[]): Promise<void> {
    const before = this.#owned.size;
    for (const file of files) this.#owned.add(file);
    if (this.#owned.size > before) await this.#saveManifest();
  }

  async #saveManifest(): Promise<void> {
    const content = `${JSON.stringify({ version: 1, files: [...this.#owned].sort() }, null, 1)}\n`;
    await this.#place(join(this.#top, manifestName), content).catch((error: unknown) => {
      throw new PublishInterruptedError(this.#top, error);
    });
  }

  async #replace({ file, content }: OutputFile): Promise<void> {
    const path = join(this.#top, file);
    try {
      await mkdir(dirname(path), { recursive: true });
      await this.#place(path, content);
      this.#written += 1;
    } catch (error) {
      if (isAboutDisk(error)) throw new PublishInterruptedError(this.#top, error);
      this.#failures.push({ path: file, reason: reasonOf(error) });
    }
  }

  async #place(path: string, content: OutputFile['content']): Promise<void> {
    const temporary = join(this.#work, randomUUID());
    try {
      if (typeof content === 'string') {
        await writeFile(temporary, content);
      } else {
        const { atime, mtime } = await stat(content.copyOf);
        await copyFile(content.copyOf, temporary);
        await utimes(temporary, atime, mtime);
      }
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }
}

async function readManifest(path: string): Promise<Set<string>> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return new Set();
  const manifest: unknown = JSON.parse(text);
  const files =
    typeof manifest === 'object' && manifest !== null && 'files' in manifest ? manifest.files : null;
  if (!Array.isArray(files) || !files.every(isInsideName)) throw new Error(`${manifestName} is damaged`);
  return new Set(files);
}

/** Nothing outside of the directory is ever ours, whatever the manifest says. */
function isInsideName(file: unknown): file is string {
  return typeof file === 'string' && !file.startsWith('/') && !file.split('/').includes('..');
}

/** A copy is the same when size and time are: pictures are not read again and again. */
async function sameContent(path: string, content: OutputFile['content']): Promise<boolean> {
  if (typeof content === 'string') return (await readFile(path)).equals(Buffer.from(content));
  const [copy, original] = await Promise.all([stat(path), stat(content.copyOf)]);
  return copy.size === original.size && Math.abs(copy.mtimeMs - original.mtimeMs) < 2;
}

async function removeStaleWork(top: string): Promise<void> {
  for (const name of await readdir(top)) {
    if (!name.startsWith(workPrefix)) continue;
    const { mtimeMs } = await stat(join(top, name));
    // A younger one may be of a run that goes on elsewhere.
    if (Date.now() - mtimeMs > staleAfter) await rm(join(top, name), { recursive: true, force: true });
  }
}

async function removeEmptyFolders(top: string, folder: string): Promise<void> {
  for (let empty = folder; empty !== '.'; empty = dirname(empty)) {
    try {
      await rmdir(join(top, empty));
    } catch {
      return;
    }
  }
}

function isAboutDisk(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && ['ENOSPC', 'EDQUOT', 'EROFS'].includes(String(error.code))
  );
}
