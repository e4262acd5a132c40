import { realpath, stat } from 'node:fs/promises';
import { dirname, relative, sep } from 'node:path';
import picomatch from 'picomatch';
import { type Collection, type ContentRoot, documentPath, pathBelow } from '../collections.js';
import { UnusableFileError } from '../document/unusable-file-error.js';
import type { MarkdownFile } from './find-markdown-files.js';
import { reasonOf } from './reason-of.js';

/** Where single files stand among the collections of a host. */
export interface FilePlaces {
  /** The directories of all collections. */
  readonly roots: readonly ContentRoot[];
  /** What a file belongs to that lies in none of them. */
  readonly posts: Collection;
  readonly hostDirectory: string;
}

/** A file that was named, as the file system shows it. */
export interface NamedFile {
  /** With links resolved. */
  readonly absolute: string;
  readonly size: number;
  readonly modifiedUs: number;
  readonly changedUs: number;
}

/** @throws {UnusableFileError} when there is no such file, or it is none. */
export async function lookAtFile(path: string): Promise<NamedFile> {
  try {
    const absolute = await realpath(path);
    const facts = await stat(absolute, { bigint: true });
    if (facts.isDirectory()) {
      throw new UnusableFileError('a directory: name its files, or ingest it as a directory');
    }
    if (!facts.isFile()) throw new UnusableFileError('not a regular file');
    return {
      absolute,
      size: Number(facts.size),
      modifiedUs: Number(facts.mtimeNs / 1000n),
      changedUs: Number(facts.ctimeNs / 1000n),
    };
  } catch (error) {
    throw error instanceof UnusableFileError ? error : new UnusableFileError(reasonOf(error));
  }
}

/**
 * A named file as the collection would find it that it lies in: by the same name, so that it is one document.
 * @throws {UnusableFileError} when the collection leaves such a file out, and would soon remove its document.
 */
export async function asMarkdownFile(file: NamedFile, places: FilePlaces): Promise<MarkdownFile> {
  const { absolute } = file;
  const { root, real } = await rootAbove(absolute, places);
  const relativePath = relative(real, absolute).split(sep).join('/');
  const { name, nested, include } = root.collection;
  const isLeftOut = relativePath.split('/').some((part) => part.startsWith('.') || part === 'node_modules');
  const isMine = places.roots.includes(root);
  if (isMine && (isLeftOut || (include.length > 0 && !picomatch([...include])(relativePath)))) {
    throw new UnusableFileError(`the collection '${name}' leaves such files out`);
  }
  const path = isMine ? pathBelow(root, relativePath) : documentPath(absolute, await realHost(places));
  return { ...file, collection: name, nested, root: root.path, path, relativePath };
}

async function rootAbove(absolute: string, places: FilePlaces): Promise<{ root: ContentRoot; real: string }> {
  const roots = await Promise.all(
    places.roots.map(async (root) => ({ root, real: await realpath(root.absolute).catch(() => null) })),
  );
  const above = roots.filter(
    (one): one is { root: ContentRoot; real: string } =>
      one.real !== null && absolute.startsWith(one.real.endsWith(sep) ? one.real : one.real + sep),
  );
  const [deepest] = above.sort((one, other) => other.real.length - one.real.length);
  if (deepest !== undefined) return deepest;
  const directory = dirname(absolute);
  const path = documentPath(directory, await realHost(places));
  return { root: { collection: places.posts, absolute: directory, path }, real: directory };
}

async function realHost({ hostDirectory }: FilePlaces): Promise<string> {
  return await realpath(hostDirectory).catch(() => hostDirectory);
}
