import { mkdir, rename, rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type BlogHost, openBlogHost } from '../test/blog-host.js';
import { BlogBatchImport } from './blog-batch-import.js';
import { BlogContentIngestion } from './blog-content-ingestion.js';
import { ContentIngestion } from './content-ingestion.js';
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

  /** A ghost, an orphan and a changed file, in two collections and outside of both. */
  const disagree = async () => {
    for (const name of ['same', 'deleted', 'moved', 'edited'])
      await host.write(`posts/${name}.md`, post(name));
    await host.write('pages/page.md', post('Page'));
    for (const name of ['gone', 'other']) await host.write(`elsewhere/${name}.md`, post(name));
    await host.run(BlogContentIngestion);
    await host.run(ContentIngestion);
    await host.run(BlogBatchImport, { items: ['elsewhere/gone.md', 'elsewhere/other.md'] });
    await rm(at('posts/deleted.md'));
    await mkdir(at('posts/2024'));
    await rename(at('posts/moved.md'), at('posts/2024/moved.md'));
    await host.write('posts/edited.md', post('edited', 'Other words.'));
    await host.write('pages/new.md', post('New'));
    await utimes(at('posts/same.md'), new Date(0), new Date(0));
    await rm(at('elsewhere/gone.md'));
    await host.write('elsewhere/other.md', post('other', 'Other words.'));
  };

  it('finds nothing where all is well', async () => {
    await host.write('posts/a.md', post('A'));
    await host.run(BlogContentIngestion);
    expect((await reconcile()).result).toMatchObject({
      success: true,
      message: '1 document, all as their files',
      itemsProcessed: 1,
      itemsFailed: 0,
      output: { documents: 1, files: 1, ghosts: 0, orphans: 0, changed: 0, unreadable: 0, repaired: null },
    });
  });

  it('tells of ghosts, orphans and changed files, and changes nothing', async () => {
    await disagree();
    const before = await versions();
    const { result, context } = await reconcile();
    expect(result).toMatchObject({
      success: true,
      message: '3 ghosts, 2 orphans, 2 changed',
      itemsFailed: 7,
    });
    expect(result.output).toMatchObject({
      documents: 7,
      ghost_paths: ['posts/deleted.md', 'posts/moved.md', 'elsewhere/gone.md'],
      orphan_paths: ['pages/new.md', 'posts/2024/moved.md'],
      changed_paths: ['posts/edited.md', 'elsewhere/other.md'],
      repaired: null,
    });
    expect(context.lines.map(({ message }) => message)).toContain(
      'posts/deleted.md: a document without a file',
    );
    expect(context.lines).toHaveLength(7);
    expect(await versions()).toEqual(before);
  });

  it('repairs on demand, and then finds nothing more', async () => {
    await disagree();
    const { result } = await reconcile({ repair: true });
    expect(result).toMatchObject({
      message: '3 ghosts, 2 orphans, 2 changed: 2 removed, 3 ingested, 1 moved',
      itemsFailed: 0,
      output: { repaired: { removed: 2, ingested: 3, moved: 1, failed: 0 } },
    });
    expect(await paths()).toEqual([
      'elsewhere/other.md',
      'pages/new.md',
      'pages/page.md',
      'posts/2024/moved.md',
      'posts/edited.md',
      'posts/same.md',
    ]);
    expect((await reconcile()).result.message).toBe('6 documents, all as their files');
  });

  it('takes nothing for gone that it cannot look at', async () => {
    await host.write('posts/a.md', post('A'));
    await host.write('elsewhere/b.md', post('B'));
    await host.run(BlogContentIngestion);
    await host.run(BlogBatchImport, { items: 'elsewhere/b.md' });
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

  it('says what it could not repair', async () => {
    await host.write('posts/bad.md', '---\n');
    const { result } = await reconcile({ repair: true });
    expect(result).toMatchObject({
      message: '1 orphan: 1 failed',
      itemsFailed: 1,
      output: { repaired: { failures: [{ path: 'posts/bad.md', reason: expect.any(String) }] } },
    });
  });
});
