import { isAbsolute, relative, resolve, sep } from 'node:path';
import { placeOf } from './configuration.js';
import type { BlogSettings } from './settings.js';

/** A named set of documents with one place on the site. */
export interface Collection {
  readonly name: string;
  readonly directories: readonly string[];
  /** Globs within the directories; empty for every Markdown file. */
  readonly include: readonly string[];
  /** Where its documents stand on the site, without slashes around; '' is the top. */
  readonly path: string;
  /** Whether folders are part of an address: they are for pages, not for posts. */
  readonly nested: boolean;
}

/** The collection of posts and, behind it, the configured others. */
export function collectionsOf({ configuration }: BlogSettings): [posts: Collection, ...others: Collection[]] {
  const posts = {
    name: 'posts',
    directories: list(configuration.posts),
    include: [],
    path: 'posts',
    nested: false,
  };
  const others = configuration.collections.map((collection) => ({
    name: collection.name,
    directories: list(collection.directories),
    include: list(collection.include ?? []),
    path: placeOf(collection),
    nested: true,
  }));
  return [posts, ...others];
}

/** A directory that a collection is read from. */
export interface ContentRoot {
  readonly collection: Collection;
  readonly absolute: string;
  /** The directory as documents name it: see {@link documentPath}. */
  readonly path: string;
}

/** The directories of a collection; `directories` stand in for its own. */
export function rootsOf(
  collection: Collection,
  hostDirectory: string,
  directories: readonly string[] = collection.directories,
): ContentRoot[] {
  return directories.map((directory) => {
    const absolute = resolve(hostDirectory, directory);
    return { collection, absolute, path: documentPath(absolute, hostDirectory) };
  });
}

/** The collection that a directory belongs to: that of the deepest root at or above it; null when none is. */
export function ownerOf(absolute: string, roots: readonly ContentRoot[]): Collection | null {
  const above = roots.filter(
    (root) => absolute === root.absolute || absolute.startsWith(root.absolute + sep),
  );
  return above.sort((one, other) => other.absolute.length - one.absolute.length)[0]?.collection ?? null;
}

/** A file's name in the database: from the host's folder where it is inside, so that every checkout names it alike. */
export function documentPath(absolute: string, hostDirectory: string): string {
  const inside = relative(hostDirectory, absolute);
  const isOutside = inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside);
  const path = isOutside ? absolute : inside === '' ? '.' : inside;
  return path.split(sep).join('/');
}

/** A file's name in the database by its place below a root. */
export function pathBelow(root: ContentRoot, relativePath: string): string {
  if (relativePath === '') return root.path;
  return root.path === '.' ? relativePath : `${root.path.replace(/\/$/, '')}/${relativePath}`;
}

function list(value: string | readonly string[]): readonly string[] {
  return typeof value === 'string' ? [value] : value;
}
