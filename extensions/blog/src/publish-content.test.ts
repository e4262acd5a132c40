import { mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type BlogHost, openBlogHost } from '../test/blog-host.js';
import { BlogContentIngestion } from './blog-content-ingestion.js';
import { ContentIngestion } from './content-ingestion.js';
import { PublishContent } from './publish-content.js';

describe('publish_content', () => {
  let host: BlogHost;
  beforeAll(async () => {
    host = await openBlogHost();
  });
  beforeEach(() => host.reset());
  afterAll(() => host.close());

  const post = (title: string, body = 'Words.', more = '') =>
    `---\ntitle: "${title}"\n${more}---\n\n${body}\n`;
  const ingest = async () => {
    await host.run(BlogContentIngestion);
    await mkdir(join(host.directory, 'pages'), { recursive: true });
    await host.run(ContentIngestion);
  };
  const publish = async () => (await host.run(PublishContent)).result;
  const read = async (file: string) => await readFile(join(host.directory, 'public', file), 'utf8');
  const has = async (file: string) =>
    await read(file).then(
      () => true,
      () => false,
    );

  it('writes pages, lists, feeds and a sitemap, and the second time nothing', async () => {
    await host.write(
      'posts/2024-01-02-one.md',
      post('One & <two>', 'Text', 'tags: [Cron]\ncategories: Time\n'),
    );
    await host.write('pages/about.md', post('About'));
    await ingest();
    expect(await publish()).toMatchObject({
      success: true,
      message: 'Published 2 documents (12 files written)',
      itemsProcessed: 2,
      itemsFailed: 0,
    });
    expect(await read('posts/one/index.html')).toContain('<h1>One &amp; &lt;two&gt;</h1>');
    expect(await read('index.html')).toContain('href="posts/one/"');
    expect(await read('tags/cron/index.html')).toContain('href="../../posts/one/"');
    expect(await read('sitemap.xml')).toContain('<loc>http://localhost:8080/about/</loc>');
    expect(await publish()).toMatchObject({ message: 'Published 2 documents (12 unchanged)' });
  });

  it('leaves out drafts, and posts until their time has come', async () => {
    await host.write('posts/draft.md', post('Draft', '', 'draft: true\n'));
    await host.write('posts/later.md', post('Later', '', 'date: 2999-01-01\n'));
    await host.write('posts/now.md', post('Now', 'See [this](draft.md) and [that](later.md)'));
    await ingest();
    const result = await publish();
    expect(result).toMatchObject({ itemsProcessed: 1 });
    expect(result.output.broken_links).toEqual([
      { path: 'posts/now.md', link: 'draft.md' },
      { path: 'posts/now.md', link: 'later.md' },
    ]);
    expect(await has('posts/draft/index.html')).toBe(false);
    expect(await read('atom.xml')).not.toContain('Later');
  });

  it('removes the pages of deleted documents and leads old addresses to new ones', async () => {
    await host.write('posts/gone.md', post('Gone'));
    await host.write('posts/before.md', post('Moved', 'Text', 'aliases: [/2020/old.html]\n'));
    await ingest();
    await publish();
    await rm(join(host.directory, 'posts/gone.md'));
    await rename(join(host.directory, 'posts/before.md'), join(host.directory, 'posts/after.md'));
    await ingest();
    const result = await publish();
    expect(result.output).toMatchObject({ removed: 1, failed: 0 });
    expect(await has('posts/gone/index.html')).toBe(false);
    expect(await read('posts/after/index.html')).toContain('<h1>Moved</h1>');
    expect(await read('posts/before/index.html')).toContain('content="0; url=../after/"');
    expect(await read('2020/old.html')).toContain('content="0; url=../posts/after/"');
  });

  it('brings along what posts show, and nothing hidden or from outside', async () => {
    await host.write('secret.png', 'secret');
    await host.write('posts/.env', 'secret');
    await host.write('posts/pictures/a b.png', 'picture');
    await symlink(join(host.directory, 'secret.png'), join(host.directory, 'posts/pictures/link.png'));
    const links = [
      'pictures/a%20b.png',
      '../secret.png',
      '.env',
      'pictures/link.png',
      '/etc/hostname',
      'missing.png',
    ];
    await host.write('posts/one.md', post('One', links.map((link) => `![x](${link})`).join('\n')));
    await ingest();
    const result = await publish();
    expect(result.output.broken_links.map(({ link }) => link)).toEqual(links.slice(1));
    expect(await read('posts/one/index.html')).toContain('src="../../media/posts/pictures/a%20b.png"');
    expect(await readdir(join(host.directory, 'public/media'), { recursive: true })).toEqual([
      'posts',
      'posts/pictures',
      'posts/pictures/a b.png',
    ]);
  });

  it('makes links of every kind right for the page, and whole in the feeds', async () => {
    host.configure({
      posts: 'posts',
      collections: [{ name: 'pages', directories: 'pages' }],
      site: { url: 'https://example.org/blog' },
    });
    const links = [
      'two.md#part',
      '../pages/about.md',
      '/about/',
      '/blog/about',
      'two',
      '../posts/two/',
      '/old/',
      '#here',
      '/',
    ];
    await host.write(
      'posts/one.md',
      post('One', links.map((link, index) => `[${index}](${link})`).join(' ')),
    );
    await host.write('posts/two.md', post('Two', 'Text', 'aliases: /old\n'));
    await host.write('pages/about.md', post('About'));
    await ingest();
    expect((await publish()).output).toMatchObject({ broken_links: [], failures: [] });
    const hrefs = [...(await read('posts/one/index.html')).matchAll(/<a href="([^"]*)"[^>]*>\d<\/a>/g)].map(
      ([, href]) => href,
    );
    expect(hrefs).toEqual([
      '../two/#part',
      '../../about/',
      '../../about/',
      '../../about/',
      '../two/',
      '../two/',
      '../two/',
      '#here',
      '../../',
    ]);
    expect(await read('rss.xml')).toContain('href="https://example.org/blog/posts/two/#part"');
  });

  it('lets a written page stand where a list would be', async () => {
    await host.write('posts/one.md', post('One'));
    await host.write('pages/index.md', post('Welcome', 'Home, written by hand'));
    await ingest();
    await publish();
    expect(await read('index.html')).toContain('Home, written by hand');
    expect(await read('posts/index.html')).toContain('One');
  });

  it('leaves the site as it is when nothing is ingested', async () => {
    await host.write('posts/one.md', post('One'));
    await ingest();
    await publish();
    await host.rows('truncate blog_documents cascade');
    expect(await publish()).toMatchObject({
      success: true,
      message: 'Published 0 documents: none is ingested, the site is left as it is',
    });
    expect(await has('posts/one/index.html')).toBe(true);
  });

  it('fails when nothing can be written, and says why', async () => {
    await host.write('posts/one.md', post('One'));
    await ingest();
    await writeFile(join(host.directory, 'public'), 'a file');
    await expect(publish()).rejects.toThrow(/^cannot publish to .*: a file is in the way$/);
  });

  it('stops when its run is cancelled', async () => {
    await host.write('posts/one.md', post('One'));
    await ingest();
    const context = host.context();
    context.abort();
    await expect(host.runWith(PublishContent, context)).rejects.toMatchObject({ name: 'AbortError' });
    expect(await has('posts/one/index.html')).toBe(false);
  });
});
