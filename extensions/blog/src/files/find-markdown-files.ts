import type { BigIntStats } from 'node:fs';
import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import pMap from 'p-map';
import picomatch from 'picomatch';
import { type Collection, type ContentRoot, pathBelow } from '../collections.js';
import type { FileFailure } from './file-failure.js';
import { reasonOf } from './reason-of.js';

/** A Markdown file as the file system shows it, unread. */
export interface MarkdownFile {
  readonly collection: string;
  readonly nested: boolean;
  /** The content root's path, and the file's: as documents name them. */
  readonly root: string;
  readonly path: string;
  /** From the root. */
  readonly relativePath: string;
  readonly absolute: string;
  readonly size: number;
  /** Microseconds since 1970: when the content, and when the content or anything about the file, was changed. */
  readonly modifiedUs: number;
  readonly changedUs: number;
}

/** What was found, and what could not be looked at. */
export interface FoundFiles {
  /** By path. */
  readonly files: readonly MarkdownFile[];
  /** Of single files and of whole directories. */
  readonly failures: readonly FileFailure[];
  /** Paths that say nothing about which files exist: what the database has at or below them is kept. */
  readonly unknown: readonly string[];
}

interface Walk {
  readonly root: ContentRoot;
  /** The root with links resolved: nothing outside of it is read. */
  readonly real: string;
  /** Directories that belong to another root. */
  readonly others: ReadonlySet<string>;
  readonly wanted: (relativePath: string) => boolean;
  readonly signal: AbortSignal;
  readonly found: Found[];
  readonly failures: FileFailure[];
  readonly unknown: string[];
}

interface Found {
  readonly file: MarkdownFile;
  readonly real: string;
  readonly isLink: boolean;
}

/**
 * Looks for Markdown files below the roots: `.md`, `.markdown` and `.mdx`, in folders of any depth. Names that begin
 * with a dot, and `node_modules`, are left out. A file that lies below two roots belongs to the deeper one.
 * @param roots to look into.
 * @param foreign roots of other collections, left out where they lie inside.
 */
export async function findMarkdownFiles(
  roots: readonly ContentRoot[],
  foreign: readonly ContentRoot[],
  signal: AbortSignal,
): Promise<FoundFiles> {
  const failures: FileFailure[] = [];
  const unknown: string[] = [];
  const found: Found[] = [];
  const taken = new Map<string, Collection>();
  for (const root of foreign)
    taken.set(await realpath(root.absolute).catch(() => root.absolute), root.collection);

  const mine = new Map<string, ContentRoot>();
  for (const root of roots) {
    const real = await directoryOf(root);
    if (typeof real !== 'string') {
      failures.push({ path: root.path, reason: real.reason });
      unknown.push(root.path);
    } else if (taken.has(real)) {
      failures.push({ path: root.path, reason: `belongs to the collection '${taken.get(real)?.name}'` });
      unknown.push(root.path);
    } else if (!mine.has(real)) {
      mine.set(real, root);
    }
  }
  for (const [real, root] of mine) {
    const others = new Set([...mine.keys(), ...taken.keys()].filter((other) => other !== real));
    const { include } = root.collection;
    const wanted = include.length === 0 ? () => true : picomatch([...include]);
    await walk({ root, real, others, wanted, signal, found, failures, unknown }, '');
  }
  return { files: onePerRealFile(found), failures, unknown };
}

/** Whether a file is Markdown by its name. */
export function isMarkdown(name: string): boolean {
  return /\.(?:md|markdown|mdx)$/i.test(name);
}

async function directoryOf(root: ContentRoot): Promise<string | { reason: string }> {
  try {
    const real = await realpath(root.absolute);
    return (await stat(real)).isDirectory() ? real : { reason: 'not a directory' };
  } catch (error) {
    return { reason: isMissing(error) ? 'no such directory' : reasonOf(error) };
  }
}

async function walk(context: Walk, folder: string): Promise<void> {
  context.signal.throwIfAborted();
  const { root, real, failures, unknown } = context;
  const entries = await readdir(join(real, folder), { withFileTypes: true }).catch((error: unknown) => {
    failures.push({ path: pathBelow(root, folder), reason: reasonOf(error) });
    unknown.push(pathBelow(root, folder));
    return [];
  });
  const visible = entries.filter(({ name }) => !name.startsWith('.') && name !== 'node_modules');
  const folders = visible.filter((entry) => entry.isDirectory());
  const others = visible.filter((entry) => !entry.isDirectory());
  const isWanted = (name: string) => isMarkdown(name) && context.wanted(inFolder(folder, name));
  await pMap(
    others.filter((entry) => entry.isSymbolicLink() || isWanted(entry.name)),
    async (entry) => await look(context, inFolder(folder, entry.name), isWanted(entry.name)),
    { concurrency: 16, signal: context.signal },
  );
  for (const { name } of folders.sort(byName)) {
    if (!context.others.has(join(real, folder, name))) await walk(context, inFolder(folder, name));
  }
}

async function look(context: Walk, relativePath: string, isWanted: boolean): Promise<void> {
  const { root, real, found, failures, unknown } = context;
  const path = pathBelow(root, relativePath);
  const seen = await inspect(join(real, relativePath), real, isWanted);
  if (seen === null) return;
  if ('reason' in seen) {
    failures.push({ path, reason: seen.reason });
    unknown.push(path);
    return;
  }
  const { target, isLink, facts } = seen;
  const file: MarkdownFile = {
    collection: root.collection.name,
    nested: root.collection.nested,
    root: root.path,
    path,
    relativePath,
    absolute: target,
    size: Number(facts.size),
    modifiedUs: Number(facts.mtimeNs / 1000n),
    changedUs: Number(facts.ctimeNs / 1000n),
  };
  found.push({ file, real: target, isLink });
}

type Inspected = { target: string; isLink: boolean; facts: BigIntStats } | { reason: string } | null;

/** What an entry is that is no folder: a file to read, a reason not to, or null for what does not concern us. */
async function inspect(absolute: string, root: string, isWanted: boolean): Promise<Inspected> {
  const ignoredOr = (reason: string) => (isWanted ? { reason } : null);
  try {
    const isLink = (await lstat(absolute)).isSymbolicLink();
    const target = isLink ? await realpath(absolute) : absolute;
    const facts = await stat(target, { bigint: true });
    if (!isInside(target, root)) {
      return facts.isDirectory() || isWanted ? { reason: 'a symbolic link out of the directory' } : null;
    }
    // A linked folder is walked where it lies.
    if (facts.isDirectory()) return null;
    return facts.isFile() && isWanted ? { target, isLink, facts } : ignoredOr('not a regular file');
  } catch (error) {
    if (!isMissing(error)) return ignoredOr(reasonOf(error));
    const isThere = await lstat(absolute).catch(() => null);
    if (isThere !== null) return ignoredOr('a symbolic link to nothing');
    // Listed a moment ago: deleted since, or a name that cannot be asked for again.
    return absolute.includes('\uFFFD') ? ignoredOr('the name of the file is not UTF-8') : null;
  }
}

/** A link to a file that is found by itself, or by an earlier link, is not a second document. */
function onePerRealFile(found: readonly Found[]): MarkdownFile[] {
  const ordered = found.toSorted((one, other) => byPath(one.file, other.file));
  const plain = new Set(ordered.filter(({ isLink }) => !isLink).map(({ real }) => real));
  const links = new Map(
    ordered
      .filter(({ isLink, real }) => isLink && !plain.has(real))
      .toReversed()
      .map((link) => [link.real, link]),
  );
  return ordered.filter((one) => !one.isLink || links.get(one.real) === one).map(({ file }) => file);
}

function isInside(target: string, directory: string): boolean {
  return target === directory || target.startsWith(directory.endsWith(sep) ? directory : directory + sep);
}

function inFolder(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

function byPath(one: { path: string }, other: { path: string }): number {
  return one.path < other.path ? -1 : 1;
}

function byName(one: { name: string }, other: { name: string }): number {
  return one.name < other.name ? -1 : 1;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
