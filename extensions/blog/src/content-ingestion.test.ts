import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { jobMetadataOf } from '@infra/traits';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type BlogHost, openBlogHost } from '../test/blog-host.js';
import { BlogContentIngestion } from './blog-content-ingestion.js';
import { ContentIngestion } from './content-ingestion.js';

describe('content_ingestion', () => {
  let host: BlogHost;
  beforeAll(async () => {
    host = await openBlogHost();
  });
  beforeEach(() => host.reset());
  afterAll(() => host.close());

  const ingest = async (parameters = {}) => (await host.run(ContentIngestion, parameters)).result;
  const stored = () =>
    host.rows<{ collection: string; path: string; slug: string }>(
      'select collection, path, slug from blog_documents order by path',
    );

  it('is declared as the reference shows it', () => {
    expect(jobMetadataOf(ContentIngestion)?.definition).toMatchObject({
      name: 'content_ingestion',
      description: 'Ingests markdown content from configured directories',
      schedule: '0 0 * * * *',
    });
  });

  it('ingests each collection, with folders in the slugs', async () => {
    host.configure({
      posts: 'content/posts',
      collections: [
        { name: 'pages', directories: 'content' },
        { name: 'notes', directories: ['notes', 'more'] },
      ],
    });
    await host.write('content/help/feeds.md', 'Feeds');
    await host.write('content/posts/post.md', 'A post');
    await host.write('notes/a.md', 'A');
    await host.write('more/b.md', 'B');
    expect((await ingest()).message).toBe('Ingested 3 files');
    expect((await host.run(BlogContentIngestion)).result.message).toBe('Ingested 1 file');
    expect(await stored()).toEqual([
      { collection: 'pages', path: 'content/help/feeds.md', slug: 'help/feeds' },
      { collection: 'posts', path: 'content/posts/post.md', slug: 'post' },
      { collection: 'notes', path: 'more/b.md', slug: 'b' },
      { collection: 'notes', path: 'notes/a.md', slug: 'a' },
    ]);
    expect((await ingest()).message).toBe('Ingested 0 files (3 unchanged)');
  });

  it('hands a file over when it comes to belong to another collection', async () => {
    await host.write('pages/a.md', 'A');
    await ingest();
    host.configure({ posts: 'posts', collections: [{ name: 'notes', directories: 'pages' }] });
    expect((await ingest()).message).toBe('Ingested 1 file');
    expect(await stored()).toEqual([{ collection: 'notes', path: 'pages/a.md', slug: 'a' }]);
    host.configure({ posts: 'pages' });
    expect((await host.run(BlogContentIngestion)).result.message).toBe('Ingested 1 file');
    expect(await stored()).toEqual([{ collection: 'posts', path: 'pages/a.md', slug: 'a' }]);
  });

  it('keeps what is no longer configured until it is asked to prune', async () => {
    await host.write('pages/a.md', 'A');
    await host.write('other/b.md', 'B');
    host.configure({ posts: 'posts', collections: [{ name: 'pages', directories: ['pages', 'other'] }] });
    await ingest();
    host.configure({ posts: 'posts', collections: [{ name: 'pages', directories: 'pages' }] });
    expect((await ingest()).message).toBe('Ingested 0 files (1 unchanged)');
    expect((await ingest({ prune: true })).message).toBe('Ingested 0 files (1 unchanged, 1 removed)');
    expect((await stored()).map(({ path }) => path)).toEqual(['pages/a.md']);
  });

  it('does nothing when nothing is configured', async () => {
    host.configure({});
    expect(await ingest()).toMatchObject({ success: true, message: 'Ingested 0 files', itemsProcessed: 0 });
  });

  it('keeps the documents of a directory that has vanished, also when it is asked to prune', async () => {
    await host.write('pages/a.md', 'A');
    await ingest();
    await rm(join(host.directory, 'pages'), { recursive: true });
    expect(await ingest({ prune: true })).toMatchObject({
      success: false,
      message: 'Ingested 0 files (1 failed): pages: no such directory',
      itemsFailed: 1,
    });
    expect(await stored()).toHaveLength(1);
    await mkdir(join(host.directory, 'pages'));
    expect((await ingest()).message).toBe('Ingested 0 files (1 removed)');
  });
});
