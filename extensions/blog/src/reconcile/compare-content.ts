import { lstat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { JobContext } from '@infra/traits';
import pMap from 'p-map';
import type { ContentRoot } from '../collections.js';
import { hashOf } from '../document/hash-of.js';
import { UnusableFileError } from '../document/unusable-file-error.js';
import type { FileFailure } from '../files/file-failure.js';
import { findMarkdownFiles, type MarkdownFile } from '../files/find-markdown-files.js';
import { lookAtFile } from '../files/look-at-file.js';
import { readSourceFile } from '../files/read-source-file.js';
import { goneBelow } from '../ingest/gone-below.js';
import { filesToHash, planIngest } from '../ingest/plan-ingest.js';
import { DocumentStore, type KnownDocument } from '../store/document-store.js';

/** What is compared. */
export interface ContentScope {
  /** The directories of all collections. */
  readonly roots: readonly ContentRoot[];
  readonly hostDirectory: string;
  /** In bytes; a larger file is not read. */
  readonly maxFileSize: number;
}

/** Where documents and files do not agree. */
export interface Comparison {
  readonly documents: number;
  readonly files: number;
  /** Documents without a file. */
  readonly ghosts: readonly KnownDocument[];
  /** Files without a document. */
  readonly orphans: readonly MarkdownFile[];
  /** Files that say something else than their documents, or belong to another collection now. */
  readonly changed: readonly { readonly file: MarkdownFile; readonly document: KnownDocument }[];
  /** What could not be looked at: nothing is known of it. */
  readonly unreadable: readonly FileFailure[];
}

/** Compares every document with its file and every file of the collections with its document; changes nothing. */
export async function compareContent(
  scope: ContentScope,
  { db, signal }: Pick<JobContext, 'db' | 'signal'>,
): Promise<Comparison> {
  const store = new DocumentStore(db);
  const known = await store.all();
  const found = await findMarkdownFiles(scope.roots, [], signal);
  const present = new Set(found.files.map(({ path }) => path));
  const missing = known.filter(({ path }) => !present.has(path));
  const isBelow = goneBelow({ roots: scope.roots, foreign: [], unknown: found.unknown, prune: false });
  const isAnywhere = goneBelow({ roots: scope.roots, foreign: [], unknown: found.unknown, prune: true });
  const elsewhere = missing.filter(({ path }) => isAnywhere(path) && !isBelow(path));
  const outside = await lookOutside(elsewhere, scope, signal);
  const unreadable = [...found.failures, ...outside.unreadable];
  const files = [...found.files, ...outside.files];
  const different = await differences({ files, known, unreadable }, scope, signal);
  const ghosts = [...missing.filter(({ path }) => isBelow(path)), ...outside.ghosts];
  return {
    documents: known.length,
    files: files.length,
    ghosts,
    ...(await stillDifferent(different, store)),
    unreadable,
  };
}

/** Looks for the files of documents that lie in none of the directories: single files that were imported. */
async function lookOutside(documents: readonly KnownDocument[], scope: ContentScope, signal: AbortSignal) {
  const files: MarkdownFile[] = [];
  const ghosts: KnownDocument[] = [];
  const unreadable: FileFailure[] = [];
  await pMap(
    documents,
    async (document) => {
      const { path, collection } = document;
      const absolute = resolve(scope.hostDirectory, path);
      try {
        const facts = await lookAtFile(absolute);
        files.push({ ...facts, collection, nested: false, root: '', path, relativePath: path });
      } catch (error) {
        if (!(error instanceof UnusableFileError)) throw error;
        // With its folder gone, a disk may be away: nothing is known.
        if (await isMissing(dirname(absolute))) unreadable.push({ path, reason: 'its folder is missing' });
        else if (await isMissing(absolute)) ghosts.push(document);
        else unreadable.push({ path, reason: error.message });
      }
    },
    { concurrency: 16, signal },
  );
  return { files, ghosts, unreadable };
}

async function differences(
  given: {
    readonly files: readonly MarkdownFile[];
    readonly known: readonly KnownDocument[];
    readonly unreadable: FileFailure[];
  },
  { maxFileSize }: ContentScope,
  signal: AbortSignal,
): Promise<Pick<Comparison, 'orphans' | 'changed'>> {
  // What a document was made by does not matter here: its file is the same.
  const recipe = '';
  const known = given.known.map((document) => ({ ...document, recipe }));
  const input = { files: given.files, known, isGone: () => false, recipe };
  const hashes = new Map<string, string>();
  const unread = new Set<string>();
  for (const file of filesToHash(input)) {
    try {
      hashes.set(file.path, hashOf(await readSourceFile(file, maxFileSize, signal)));
    } catch (error) {
      if (!(error instanceof UnusableFileError)) throw error;
      given.unreadable.push({ path: file.path, reason: error.message });
      unread.add(file.path);
    }
  }
  const writes = planIngest(input, hashes).writes.filter(({ file }) => !unread.has(file.path));
  return {
    orphans: writes.flatMap(({ file, document }) => (document === null ? [file] : [])),
    changed: writes.flatMap(({ file, document }) => (document === null ? [] : [{ file, document }])),
  };
}

// An ingestion may have gone on meanwhile: what it has put right is no difference.
async function stillDifferent(
  { orphans, changed }: Pick<Comparison, 'orphans' | 'changed'>,
  store: DocumentStore,
): Promise<Pick<Comparison, 'orphans' | 'changed'>> {
  const paths = [...orphans, ...changed.map(({ file }) => file)].map(({ path }) => path);
  const now = new Map((await store.at(paths)).map((document) => [document.path, document]));
  return {
    orphans: orphans.filter(({ path }) => !now.has(path)),
    changed: changed.filter(({ file, document }) => {
      const { contentHash, collection } = now.get(file.path) ?? {};
      return contentHash === document.contentHash && collection === document.collection;
    }),
  };
}

async function isMissing(path: string): Promise<boolean> {
  return await lstat(path).then(
    () => false,
    (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ENOENT',
  );
}
