import { posix } from 'node:path';
import { readDate } from './read-date.js';
import { toSlug, toSlugPath } from './slug.js';

/** What a file's place tells about a document. */
export interface FileNameFacts {
  /** As Jekyll writes it before the name (`2024-03-01-title.md`), or null. */
  readonly date: string | null;
  readonly slug: string;
  /** The name as words, for a document without title or heading. */
  readonly title: string;
  /** Whether a folder `_drafts` or `drafts` is above it. */
  readonly draft: boolean;
}

/**
 * Reads a file's place within its directory.
 * @param path relative to the directory, with `/`.
 * @param nested whether folders are part of the slug (pages) or not (posts).
 */
export function readFileName(path: string, nested: boolean): FileNameFacts {
  const folders = posix
    .dirname(path)
    .split('/')
    .filter((folder) => folder !== '.');
  const stem = posix.basename(path).replace(/\.(?:md|markdown|mdx)$/i, '');
  const isIndex = /^_?index$/i.test(stem);
  // trips/rome/index.md is the document "rome" in trips.
  const name = isIndex ? folders.at(-1) : stem;
  const above = isIndex ? folders.slice(0, -1) : folders;
  const { date, rest } = splitDate(name ?? 'index');
  const slug = toSlug(rest) || 'document';
  return {
    date,
    slug: nested ? toSlugPath([...above, slug].join('/')) : slug,
    title: toTitle(rest),
    draft: folders.some((folder) => /^_?drafts$/i.test(folder)),
  };
}

function splitDate(name: string): { date: string | null; rest: string } {
  const dated = /^(\d{4}-\d{1,2}-\d{1,2})[-_ ](.+)$/.exec(name);
  if (dated?.[1] === undefined || dated[2] === undefined) return { date: null, rest: name };
  const isDate = readDate(dated[1], 'UTC') !== null;
  return isDate ? { date: dated[1], rest: dated[2] } : { date: null, rest: name };
}

function toTitle(name: string): string {
  const words = name.replace(/[-_]+/g, ' ').trim();
  return words === '' ? name : words.charAt(0).toUpperCase() + words.slice(1);
}
