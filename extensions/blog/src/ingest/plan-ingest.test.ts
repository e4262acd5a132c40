import { describe, expect, it } from 'vitest';
import type { MarkdownFile } from '../files/find-markdown-files.js';
import type { KnownDocument } from '../store/document-store.js';
import { filesToHash, type PlanInput, planIngest } from './plan-ingest.js';

const file = (path: string, changes: Partial<MarkdownFile> = {}): MarkdownFile => ({
  collection: 'posts',
  nested: false,
  root: 'posts',
  path,
  relativePath: path,
  absolute: `/${path}`,
  size: 10,
  modifiedUs: 1,
  changedUs: 1,
  ...changes,
});
const known = (path: string, contentHash: string, changes: Partial<KnownDocument> = {}): KnownDocument => ({
  id: contentHash.charCodeAt(0),
  collection: 'posts',
  path,
  slug: path,
  contentHash,
  size: 10,
  modifiedUs: 1,
  changedUs: 1,
  recipe: '1',
  ...changes,
});

/** The plan in short, with `hashes` standing for what is in the files. */
function plan(
  files: MarkdownFile[],
  documents: KnownDocument[],
  hashes: Record<string, string> = {},
  more: Partial<PlanInput> = {},
) {
  const input: PlanInput = { files, known: documents, isGone: () => true, recipe: '1', ...more };
  const toHash = filesToHash(input).map(({ path }) => path);
  const { writes, touched, removed, unchanged } = planIngest(
    input,
    new Map(toHash.map((path) => [path, hashes[path] ?? '?'])),
  );
  return {
    hashed: toHash,
    writes: writes.map(({ change, file, document }) => `${change} ${document?.path ?? '-'} > ${file.path}`),
    touched: touched.map(({ file }) => file.path),
    removed: removed.map(({ path }) => path),
    unchanged,
  };
}

const nothing = { hashed: [], writes: [], touched: [], removed: [], unchanged: 0 };

describe('planIngest', () => {
  it('reads no file twice on a first run', () => {
    expect(plan([file('a'), file('b')], [])).toEqual({ ...nothing, writes: ['added - > a', 'added - > b'] });
  });

  it('has nothing to do for files that look as stored', () => {
    expect(plan([file('a')], [known('a', 'A')])).toEqual({ ...nothing, unchanged: 1 });
  });

  it.each(['size', 'modifiedUs', 'changedUs'] as const)(
    'compares the content when the %s differs',
    (field) => {
      const changed = [file('a', { [field]: 99 })];
      expect(plan(changed, [known('a', 'A')], { a: 'A' })).toEqual({
        ...nothing,
        hashed: ['a'],
        touched: ['a'],
        unchanged: 1,
      });
      expect(plan(changed, [known('a', 'A')], { a: 'B' })).toEqual({
        ...nothing,
        hashed: ['a'],
        writes: ['changed a > a'],
      });
    },
  );

  it('makes documents of another recipe or collection again', () => {
    expect(plan([file('a')], [known('a', 'A', { recipe: '0' })]).writes).toEqual(['changed a > a']);
    expect(plan([file('a')], [known('a', 'A', { collection: 'notes' })]).writes).toEqual(['changed a > a']);
  });

  it('knows a moved file by its content, and of several the one with the same name', () => {
    expect(plan([file('new/a')], [known('old/a', 'A')], { 'new/a': 'A' })).toEqual({
      ...nothing,
      hashed: ['new/a'],
      writes: ['moved old/a > new/a'],
    });
    const twins = [known('old/a', 'X'), known('old/b', 'X')];
    expect(plan([file('new/b'), file('new/c')], twins, { 'new/b': 'X', 'new/c': 'X' }).writes).toEqual([
      'moved old/b > new/b',
      'moved old/a > new/c',
    ]);
  });

  it('takes a copy for a new document', () => {
    expect(plan([file('a'), file('b')], [known('a', 'A')], { b: 'A' })).toEqual({
      ...nothing,
      writes: ['added - > b'],
      unchanged: 1,
    });
  });

  it('removes what is gone, and nothing that was not looked at', () => {
    const documents = [known('a', 'A'), known('b', 'B')];
    expect(plan([], documents, {}, { isGone: (path) => path === 'a' })).toEqual({
      ...nothing,
      removed: ['a'],
    });
  });
});
