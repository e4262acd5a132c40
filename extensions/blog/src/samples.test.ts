import { cp, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BlogHost, openBlogHost } from '../test/blog-host.js';
import { BlogContentIngestion } from './blog-content-ingestion.js';
import { ContentIngestion } from './content-ingestion.js';
import { PublishContent } from './publish-content.js';

const samples = fileURLToPath(new URL('../samples', import.meta.url));

describe('the sample site', () => {
  let host: BlogHost;
  beforeAll(async () => {
    host = await openBlogHost();
    await cp(samples, host.directory, { recursive: true });
    host.configure({
      posts: 'posts',
      collections: [
        { name: 'pages', directories: 'pages' },
        { name: 'notes', directories: 'notes' },
      ],
      site: { title: 'Quiet machines', url: 'https://example.org/blog/' },
    });
  });
  afterAll(() => host.close());

  const documents = () =>
    host.rows<{
      path: string;
      slug: string;
      title: string;
      status: string;
      date: string | null;
      hash: string;
    }>(
      `select path, slug, title, status, to_char(published_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as date
       from blog_documents order by path`,
    );

  it('ingests every post, whatever its shape', async () => {
    const { result } = await host.run(BlogContentIngestion);
    expect(result).toMatchObject({
      success: true,
      message: 'Ingested 31 files',
      itemsProcessed: 31,
      itemsFailed: 0,
    });
    expect((await host.run(BlogContentIngestion)).result.message).toBe('Ingested 0 files (31 unchanged)');
    const byPath = new Map((await documents()).map((document) => [document.path, document]));
    const rows = (path: string) => byPath.get(`posts/${path}`);
    expect(rows('2023-10-29-the-hour-that-happens-twice.md')?.date).toMatch(/^2023-10-29 0[01]:30$/);
    expect(rows('2023-03-20-heartbeats-and-leases.md')?.title).toBe('Heartbeats and leases');
    expect(rows('2023-05-22-a-note-on-backups.md')?.title).toBe('A note on backups');
    expect(rows('2023-01-09-a-byte-order-mark-in-the-morning.md')?.title).toBe(
      'A byte order mark in the morning',
    );
    expect(rows('2024/skip-locked.md')).toMatchObject({ slug: 'skip-locked', date: '2024-02-12 08:30' });
    expect(rows('2024/year-in-review.md')?.slug).toBe('year-in-review-2');
    const drafts = [...byPath.values()].filter(({ status }) => status === 'draft').map(({ slug }) => slug);
    expect(drafts).toEqual([
      'the-checklist-and-the-script',
      'dashboards-that-answer',
      'on-call-without-heroes',
    ]);
  });

  it('publishes them with the pages and notes, and every link leads somewhere', async () => {
    const content = (await host.run(ContentIngestion)).result;
    expect(content).toMatchObject({ message: 'Ingested 14 files', itemsFailed: 0 });
    const { result } = await host.run(PublishContent);
    expect(result).toMatchObject({ success: true, itemsProcessed: 42, itemsFailed: 0 });
    expect(result.output).toMatchObject({ failures: [], broken_links: [] });
    const again = (await host.run(PublishContent)).result;
    expect(again.output).toMatchObject({ written: 0, removed: 0, unchanged: result.output.written });

    const files = (await readdir(join(host.directory, 'public'), { recursive: true })).map(String);
    const pages = files.filter((file) => file.endsWith('.html'));
    const dead: string[] = [];
    for (const page of pages) {
      const text = await readFile(join(host.directory, 'public', page), 'utf8');
      for (const [, link = ''] of text.matchAll(/ (?:href|src)="([^"#]+)[^"]*"/g)) {
        const url = new URL(link.replaceAll('&#38;', '&'), new URL(page, 'https://example.org/blog/'));
        if (url.origin !== 'https://example.org' || !url.pathname.startsWith('/blog/')) continue;
        const path = decodeURIComponent(url.pathname.slice('/blog/'.length));
        const file = path === '' || path.endsWith('/') ? `${path}index.html` : path;
        if (!files.includes(file)) dead.push(`${page} → ${link}`);
      }
    }
    expect(dead).toEqual([]);
  });
});
