import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { hashOf } from '../document/hash-of.js';
import { toSlug } from '../document/slug.js';
import { UnusableFileError } from '../document/unusable-file-error.js';
import { reasonOf } from '../files/reason-of.js';

/**
 * Where an imported page is kept, from the directory of imports: always the same for the same address, never the same
 * for two. The name is that of the page, so that its document gets an address of its own words.
 */
export function capturedName(source: URL): string {
  const host = source.host === '' ? 'files' : source.host.replaceAll(/[^a-z0-9.-]/g, '-');
  const name = posix
    .basename(decoded(source.pathname))
    .replace(/\.(?:html?|xhtml|md|markdown|mdx|txt)$/i, '');
  const slug = toSlug(name).slice(0, 100).replace(/-+$/, '');
  // Of index.md the folder would be the name.
  const stem = slug === '' || slug === 'index' ? toSlug(host) : slug;
  return `${host}/${hashOf(Buffer.from(source.href)).slice(0, 12)}/${stem}.md`;
}

/**
 * Keeps a page as a file, which appears whole or not at all; one that says the same stays untouched.
 * @returns its path.
 * @throws {UnusableFileError} when it cannot be written.
 */
export async function keepCaptured(directory: string, name: string, text: string): Promise<string> {
  const path = join(directory, name);
  const bytes = Buffer.from(text);
  const there = await readFile(path).catch(() => null);
  if (there?.equals(bytes) === true) return path;
  // Hidden until it is whole: nobody ingests half a file.
  const temporary = join(dirname(path), `.${randomUUID()}`);
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(temporary, bytes);
    await rename(temporary, path);
    return path;
  } catch (error) {
    await rm(temporary, { force: true });
    throw new UnusableFileError(`it cannot be kept in ${directory}: ${reasonOf(error)}`);
  }
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
