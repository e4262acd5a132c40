import { mkdir, rename, rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type BlogHost, openBlogHost } from '../test/blog-host.js';
import { BlogBatchImport } from './blog-batch-import.js';
import { ReconcileContent } from './reconcile-content.js';

describe('reconcile_content', () => {
  let host: BlogHost;
  beforeAll(async () => {
    host = await openBlogHost();
  });
  beforeEach(async () => {
    await host.reset();
    await Promise.all(['posts', 'pages'].map((name) => mkdir(join(host.directory, name))));
  });
  afterAll(() => host.close());

  const post = (title: string, body = 'Some words.') => `---\ntitle: ${title}\n---\n\n${body}\n`;
  const reconcile = async (parameters = {}) => await host.run(ReconcileContent, parameters);
  const paths = async () =>
    (await host.rows<{ path: string }>('select path from blog_documents order by path')).map(
      ({ path }) => path,
    );
  const versions = () => host.rows('select id, xmin, ctid from blog_documents order by id');
  const at = (path: string) => join(host.directory, path);

  it('tells of ghosts, orphans and changed files, and repairs them on demand', async () => {
    for (const name of ['same', 'deleted', 'moved', 'edited'])
      await host.write(`posts/${name}.md`, post(name));
    await host.write('pages/page.md', post('Page'));
    for (const name of ['gone', 'other']) await host.write(`elsewhere/${name}.md`, post(name));
    await reconcile({ repair: true });
    await host.run(BlogBatchImport, { items: ['elsewhere/gone.md', 'elsewhere/other.md'] });
    expect((await reconcile()).result).toMatchObject({
      message: '7 documents, all as their files',
      itemsProcessed: 7,
      itemsFailed: 0,
      output: { documents: 7, files: 7, ghosts: 0, orphans: 0, changed: 0, unreadable: 0, repaired: null },
    });

    await rm(at('posts/deleted.md'));
    await mkdir(at('posts/2024'));
    await rename(at('posts/moved.md'), at('posts/2024/moved.md'));
    await host.write('posts/edited.md', post('edited', 'Other words.'));
    await host.write('pages/new.md', post('New'));
    await host.write('posts/bad.md', '---\n');
    await utimes(at('posts/same.md'), new Date(0), new Date(0));
    await rm(at('elsewhere/gone.md'));
    await host.write('elsewhere/other.md', post('other', 'Other words.'));
    const before = await versions();
    const { result, context } = await reconcile();
    expect(result).toMatchObject({
      success: true,
      message: '3 ghosts, 3 orphans, 2 changed',
      itemsFailed: 8,
    });
    expect(result.output).toMatchObject({
      documents: 7,
      ghost_paths: ['posts/deleted.md', 'posts/moved.md', 'elsewhere/gone.md'],
      orphan_paths: ['pages/new.md', 'posts/2024/moved.md', 'posts/bad.md'],
      changed_paths: ['posts/edited.md', 'elsewhere/other.md'],
      repaired: null,
    });
    expect(context.lines.map(({ message }) => message)).toContain(
      'posts/deleted.md: a document without a file',
    );
    expect(context.lines).toHaveLength(8);
    expect(await versions()).toEqual(before);

    expect((await reconcile({ repair: true })).result).toMatchObject({
      success: true,
      message: '3 ghosts, 3 orphans, 2 changed: 2 removed, 3 ingested, 1 moved, 1 failed',
      itemsFailed: 1,
      output: {
        repaired: { removed: 2, ingested: 3, moved: 1, failed: 1, failures: [{ path: 'posts/bad.md' }] },
      },
    });
    expect(await paths()).toEqual([
      'elsewhere/other.md',
      'pages/new.md',
      'pages/page.md',
      'posts/2024/moved.md',
      'posts/edited.md',
      'posts/same.md',
    ]);
    expect((await reconcile()).result.message).toBe('1 orphan');
  });

  it('takes nothing for gone that it cannot look at', async () => {
    await host.write('posts/a.md', post('A'));
    await host.write('elsewhere/b.md', post('B'));
    await host.run(BlogBatchImport, { items: ['posts/a.md', 'elsewhere/b.md'] });
    await rm(at('posts'), { recursive: true });
    await rm(at('elsewhere'), { recursive: true });
    const { result } = await reconcile({ repair: true });
    expect(result.message).toBe('2 unreadable: 1 failed');
    expect(result.output.unreadable_paths).toEqual([
      { path: 'posts', reason: 'no such directory' },
      { path: 'elsewhere/b.md', reason: 'its folder is missing' },
    ]);
    expect(await paths()).toEqual(['elsewhere/b.md', 'posts/a.md']);
  });
});
