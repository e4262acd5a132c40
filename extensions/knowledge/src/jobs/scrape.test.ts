import { createTestContext } from '@infra/core/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { KnowledgeHost } from '../../test/knowledge-host.js';
import { LocalServer, page, site } from '../../test/local-server.js';
import { configuration, type SiteSource } from '../configuration.js';
import { crawlSite, crawlState } from '../scrape/crawl-site.js';
import { Scrape } from './scrape.js';

let server: LocalServer;
let host: KnowledgeHost;

const pages = {
  '/': page('Home', 'Welcome.', ['/a', '/b', '/old', '/private/x', 'https://example.org/elsewhere']),
  '/a': page('A', 'About a.', ['/deep']),
  '/b': page('B', 'About b.', ['/picture.png', '/a#top']),
  '/deep': page('Deep', 'Two links away.', ['/deeper']),
  '/deeper': page('Deeper', 'Three links away.'),
  '/old': { status: 301, headers: { location: '/new' } },
  '/new': page('New', 'It moved here.'),
  '/private/x': page('Private', 'Not for robots.'),
  '/listed': page('Listed', 'Only the sitemap names it.'),
  '/draft': '<meta name="robots" content="noindex"><p>a draft</p>',
  '/robots.txt': { headers: { 'content-type': 'text/plain' }, body: 'User-agent: *\nDisallow: /private/' },
};

const sitemap = (...paths: string[]) => ({
  headers: { 'content-type': 'application/xml' },
  body: `<urlset>${paths.map((path) => `<url><loc>${server.url}${path}</loc></url>`).join('')}</urlset>`,
});

const addresses = async (source: string) =>
  (
    await host.rows<{ address: string }>(
      `select address from knowledge_documents where source = '${source}' order by address`,
    )
  ).map(({ address }) => address.slice(server.url.length));

beforeAll(async () => {
  server = await LocalServer.start(() => '');
  const at = { kind: 'http', url: `${server.url}/`, delay: 1 } as const;
  host = await KnowledgeHost.open({
    sources: [
      { id: 'site', ...at },
      { id: 'small', ...at, maxPages: 2 },
      { id: 'posts', kind: 'posts' },
    ],
    scrape: { maxPageSize: 2_000 },
  });
});
beforeEach(() => {
  server.asked.length = 0;
  server.answer = site({ ...pages, '/sitemap.xml': sitemap('/listed', '/draft') });
});
afterAll(async () => {
  await host[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

test('a site is read link by link to its depth and from its sitemap, and nothing that its robots.txt keeps', async () => {
  const output = await host.output(Scrape, { source: 'site' });
  expect(output).toMatchObject({ pages: 6, added: 6, changed: 0, failed: 0, complete: true });
  expect(await addresses('site')).toEqual(['/', '/a', '/b', '/deep', '/listed', '/new']);
  const asked = server.asked.map(({ path }) => path);
  expect(asked.slice(0, 3)).toEqual(['/robots.txt', '/sitemap.xml', '/']);
  for (const kept of ['/private/x', '/deeper', '/picture.png', '/elsewhere'])
    expect(asked).not.toContain(kept);
  expect(new Set(asked).size).toBe(asked.length);
  expect(server.asked.every(({ headers }) => headers['user-agent'] === 'infra-knowledge/0.1')).toBe(true);
});

test('what did not change is not written; what is gone goes', async () => {
  await host.output(Scrape, { source: 'site' });
  const before = await host.rows(`select id, xmin from knowledge_documents where address like '%/b'`);
  const changed = { '/a': page('A', 'Something else.'), '/new': { status: 410 } };
  server.answer = site({ ...pages, ...changed, '/sitemap.xml': sitemap('/listed') });
  const output = await host.output(Scrape, { source: 'site' });
  expect(output).toMatchObject({ added: 0, changed: 1, unchanged: 3, removed: 2 });
  expect(await addresses('site')).toEqual(['/', '/a', '/b', '/listed']);
  expect(await host.rows(`select id, xmin from knowledge_documents where address like '%/b'`)).toEqual(
    before,
  );
});

test('a page that fails stays as it was, and then nothing is taken for gone that was not seen', async () => {
  await host.output(Scrape, { source: 'site' });
  const broken = { '/a': { status: 403 }, '/b': 'x'.repeat(3_000) };
  server.answer = site({ ...pages, ...broken, '/sitemap.xml': sitemap() });
  const output = await host.output(Scrape, { source: 'site' });
  expect(output.failures.map(({ reason }) => reason).sort()).toEqual([
    'answers with 403',
    'is larger than 2000 bytes',
  ]);
  expect(await addresses('site')).toEqual(expect.arrayContaining(['/a', '/b', '/deep', '/listed']));
});

test('a site of which no page can be read is a failure and removes nothing', async () => {
  await host.output(Scrape, { source: 'site' });
  server.answer = site({ '/robots.txt': '', '/': { status: 403 } });
  const run = await host.runtime.run(Scrape, { source: 'site' });
  expect(run).toMatchObject({ status: 'failed' });
  expect(run.error?.message).toContain('answers with 403');
  server.answer = site({ '/': { status: 404 } });
  expect((await host.output(Scrape, { source: 'site' })).removed).toBe(1);
  expect((await addresses('site')).length).toBeGreaterThan(3);
});

test('nobody knows what a site keeps whose robots.txt cannot be read', async () => {
  server.answer = site({ ...pages, '/robots.txt': { status: 500 } });
  const run = await host.runtime.run(Scrape, { source: 'site' });
  expect(run.error?.message).toContain('/robots.txt answers with 500');
  expect(server.asked.every(({ path }) => path === '/robots.txt')).toBe(true);
});

test('no more pages are read than may be, and then nothing is taken for gone', async () => {
  const output = await host.output(Scrape, { source: 'small' });
  expect(output).toMatchObject({ pages: 2, complete: false });
  expect(await addresses('small')).toHaveLength(2);
});

test('a crawl that was interrupted goes on with the pages that it has not read', async () => {
  const { sources, scrape } = configuration.parse({
    sources: [{ id: 'half', kind: 'http', url: `${server.url}/`, delay: 1 }],
  });
  const [half] = sources as SiteSource[];
  const db = await host.runtime.db();
  const crawl = async (maxPages: number, checkpoint: unknown = null) => {
    server.asked.length = 0;
    const context = createTestContext({ db, checkpoint });
    const output = await crawlSite({ ...(half as SiteSource), maxPages }, scrape, {
      ...context,
      checkpoint: { ...context.checkpoint, load: async () => crawlState.nullable().parse(checkpoint) },
    });
    const asked = server.asked.map(({ path }) => path).filter((path) => path !== '/robots.txt');
    return { output, asked, state: context.savedStates.at(-1) };
  };
  const first = await crawl(2);
  const rest = await crawl(200, first.state);
  expect(rest.output).toMatchObject({ pages: 6, added: 6, complete: true });
  expect(rest.asked.length).toBeGreaterThan(0);
  expect(rest.asked.filter((path) => first.asked.includes(path))).toEqual([]);
  expect(await addresses('half')).toHaveLength(6);
});

test('a site that leads on and on has an end', async () => {
  const moved = (path: string) => ({ status: 302, headers: { location: `/moved/${path.length}${path}` } });
  server.answer = ({ path }) => (path === '/robots.txt' ? { status: 404 } : moved(path));
  const output = await host.output(Scrape, { source: 'small' });
  expect(output).toMatchObject({ pages: 0, complete: false });
  expect(server.asked.length).toBeLessThan(30);
});

test('a robots.txt that has moved, and is longer than a page may be, still keeps what it keeps', async () => {
  const { '/robots.txt': robots, ...rest } = pages;
  const body = `${'# a comment\n'.repeat(300)}${robots.body}`;
  const here = { status: 301, headers: { location: '/moved-robots.txt' } };
  server.answer = site({ ...rest, '/robots.txt': here, '/moved-robots.txt': { ...robots, body } });
  await host.output(Scrape, { source: 'site' });
  expect(server.asked.map(({ path }) => path)).not.toContain('/private/x');
});

test('a source that is not configured is refused with those that are; tables that are not there are named', async () => {
  const run = await host.runtime.run(Scrape, { source: 'nope' });
  expect(run.error?.message).toBe(
    "no source 'nope' is configured for @infra/knowledge; there are: site, small, posts",
  );
  const posts = await host.runtime.run(Scrape, { source: 'posts' });
  expect(posts.error?.message).toContain('blog_documents');
});
