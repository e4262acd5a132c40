import { expect, it } from 'vitest';
import type { MarkdownFile } from '../files/find-markdown-files.js';
import { borrowThread, returnThread } from './lent-threads.js';

const file: MarkdownFile = {
  collection: 'posts',
  nested: false,
  root: '.',
  path: 'a.md',
  relativePath: 'a.md',
  absolute: '/a.md',
  size: 1,
  modifiedUs: 1,
  changedUs: 1,
};
const options = { timeZone: 'UTC', recipe: 'of this test' };

it('lends a thread to one user after the other, and none that still works for the last one', async () => {
  const thread = borrowThread(options);
  await thread.prepare(file, Buffer.from('One'));
  await returnThread(thread);
  const again = borrowThread(options);
  expect(again).toBe(thread);

  const other = borrowThread(options);
  expect(other).not.toBe(thread);
  await other.close();

  const long = Buffer.from('*a* _b_ [c](d)\n\n'.repeat(150_000));
  const unfinished = Promise.allSettled([again.prepare(file, long)]);
  await returnThread(again);
  expect(await unfinished).toMatchObject([{ reason: { message: 'the thread was closed' } }]);
  const fresh = borrowThread(options);
  expect(fresh).not.toBe(thread);
  await fresh.close();
});
