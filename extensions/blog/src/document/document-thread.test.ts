import { afterEach, describe, expect, it } from 'vitest';
import type { MarkdownFile } from '../files/find-markdown-files.js';
import { DocumentThread } from './document-thread.js';

const file = (path: string): MarkdownFile => ({
  collection: 'posts',
  nested: false,
  root: '.',
  path,
  relativePath: path,
  absolute: `/${path}`,
  size: 1,
  modifiedUs: 1,
  changedUs: 1,
});

describe('a document thread', () => {
  let thread: DocumentThread;
  afterEach(() => thread.close());

  const options = { timeZone: 'UTC', recipe: '1' };
  const prepare = async (path: string, text: string) => {
    const { json, ...row } = await thread.prepare(file(path), Buffer.from(text));
    return { ...row, columns: JSON.parse(Buffer.from(json).toString()) as unknown };
  };

  it('makes documents and says why it cannot', async () => {
    thread = new DocumentThread(options);
    const results = await Promise.allSettled([
      prepare('one.md', '---\ntitle: One\ndate: 2024-01-01\n---\nText'),
      prepare('two.md', '---\n'),
      prepare('three.md', 'Three'),
    ]);
    expect(results).toMatchObject([
      {
        value: {
          wantedSlug: 'one',
          columns: { title: 'One', html: '<p>Text</p>', published_at: '2024-01-01T00:00:00.000Z' },
        },
      },
      { reason: { name: 'UnusableFileError', message: 'front matter: opened by --- and never closed' } },
      { value: { columns: { title: 'Three' } } },
    ]);
  });

  it('gives up a file that exhausts its memory and goes on with the others', async () => {
    thread = new DocumentThread(options, { memory: 48, milliseconds: 60_000 });
    const results = await Promise.allSettled([
      prepare('one.md', 'One'),
      prepare('huge.md', '*a* _b_ [c](d)\n\n'.repeat(200_000)),
      prepare('two.md', 'Two'),
    ]);
    expect(results).toMatchObject([
      { value: { columns: { title: 'One' } } },
      { reason: { name: 'UnusableFileError', message: 'needs more than 48 MB of memory to read' } },
      { value: { columns: { title: 'Two' } } },
    ]);
  });

  it('gives up a file that takes too long', async () => {
    thread = new DocumentThread(options, { memory: 512, milliseconds: 400 });
    // Warm, so that starting is not what takes long.
    await prepare('one.md', 'One').catch(() => {});
    const slow = prepare('slow.md', '*a* _b_ [c](d)\n\n'.repeat(150_000));
    await expect(slow).rejects.toThrow('takes more than 0.4 seconds to read');
  });
});
