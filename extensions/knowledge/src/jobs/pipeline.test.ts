import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { KnowledgeHost } from '../../test/knowledge-host.js';
import { embeddings, LocalServer, page, site } from '../../test/local-server.js';
import { ClearIndex } from './clear-index.js';
import { CloudSync } from './cloud-sync.js';
import { CloudPublish, GenerateSource, RegenerateSource } from './combined-jobs.js';
import { DeleteSource } from './delete-source.js';
import { IndexOnline } from './index-online.js';
import { Metadata } from './metadata.js';
import { Scrape } from './scrape.js';
import { SearchKnowledge } from './search-knowledge.js';
import { Summarise } from './summarise.js';

let web: LocalServer;
let service: LocalServer;
let endpoint: LocalServer;
let host: KnowledgeHost;

const tagged = (title: string, tags: string, body: string) =>
  page(title, body).replace('</head>', `<meta name="keywords" content="${tags}"></head>`);

const source = 'site';
const pages = {
  '/': page('Home', 'This is the home of the pages about clocks and queues.', [
    '/clocks',
    '/zones',
    '/queues',
    '/pets',
  ]),
  '/clocks': tagged(
    'Clocks',
    'time',
    'A clock shows the time. The clock of the server is the one that counts for all.',
  ),
  '/zones': tagged(
    'Zones',
    'time',
    'A time zone is a law. The clock on the wall follows the zone and not the sun.',
  ),
  '/queues': tagged(
    'Queues',
    'queues',
    'A queue keeps the jobs that wait for a worker. A long queue is an old queue.',
  ),
  '/pets': tagged(
    'Clocks of animals',
    '',
    'A dog knows the time without a clock and in every zone of the earth.',
  ),
};

beforeAll(async () => {
  web = await LocalServer.start(site(pages));
  service = await LocalServer.start(embeddings(['clock', 'queue', 'dog']));
  endpoint = await LocalServer.start(() => '');
  host = await KnowledgeHost.open({
    sources: [{ id: source, kind: 'http', url: `${web.url}/`, delay: 1, sitemap: false }],
    embeddings: { url: `${service.url}/v1/`, apiKey: 'k3y', price: '0.001', model: 'tiny', batchSize: 2 },
    publish: { url: `${endpoint.url}/sync`, apiKey: 'p4ss', batchSize: 3 },
    output: 'maps',
  });
  await host.output(Scrape, { source });
});
beforeEach(() => {
  for (const server of [service, endpoint]) server.asked.length = 0;
  web.answer = site(pages);
  service.answer = embeddings(['clock', 'queue', 'dog']);
  endpoint.answer = () => '';
});
afterAll(async () => {
  await host[Symbol.asyncDispose]();
  for (const server of [web, service, endpoint]) await server[Symbol.asyncDispose]();
});

const sent = () =>
  endpoint.asked.map(({ body }) => JSON.parse(body) as { upsert: { title: string }[]; delete: string[] });

/** What each phase of a generation gave. */
const generated = async () => {
  const { result } = await host.runtime.run(GenerateSource, { source });
  const output = result?.output as
    | { phase_results: { result: { output: Record<string, unknown> } }[] }
    | undefined;
  return output?.phase_results.map((phase) => phase.result.output);
};

test('generating makes everything once, by a service that is paid; again it makes nothing', async () => {
  const run = await host.runtime.run(GenerateSource, { source });
  expect(run).toMatchObject({ status: 'completed' });
  expect(service.asked.map(({ path, headers }) => [path, headers.authorization])).toEqual(
    Array.from({ length: 3 }, () => ['/v1/embeddings', 'Bearer k3y']),
  );
  const [suggested] = await host.rows<{ suggestions: { tag: string }[] }>(
    `select suggestions from knowledge_tag_suggestions join knowledge_documents on id = document_id where title like '%animals'`,
  );
  expect(suggested?.suggestions[0]?.tag).toBe('time');

  service.asked.length = 0;
  expect(await generated()).toMatchObject([{ described: 0 }, { indexed: 0 }, { indexed: 0 }, { pages: 0 }]);
  expect(service.asked).toEqual([]);

  await host.output(RegenerateSource, { source });
  expect(service.asked).toHaveLength(3);
});

test('what the vectors cost stands with the run', async () => {
  const run = await host.runtime.run(IndexOnline, { source, force: true });
  const [cost] = await host.rows<{ component: string; quantity: string }>(
    `select component, sum(quantity)::text as quantity from run_costs where run_id = ${run.id} group by component`,
  );
  expect(cost?.component).toBe('Embedding tokens');
  expect(Number(cost?.quantity)).toBeGreaterThan(300);
});

test('search finds by words and by vectors', async () => {
  const offline = await host.output(SearchKnowledge, {
    query: 'jobs that are waiting for workers',
    limit: 1,
  });
  expect(offline.results).toMatchObject([{ title: 'Queues', source }]);
  expect((await host.output(SearchKnowledge, { query: 'clock', source: 'other' })).results).toEqual([]);
  const online = await host.output(SearchKnowledge, { query: 'dog dog dog', index: 'online', limit: 1 });
  expect(online.results).toMatchObject([{ title: 'Clocks of animals' }]);
  for (const query of ['???', "it's \\ 'quoted' & | ! <-> (x", 'xyzzy'])
    expect((await host.output(SearchKnowledge, { query })).results).toEqual([]);
});

test('a service that refuses the key is not asked again; one that asks for a long pause is left alone', async () => {
  service.answer = () => ({ status: 401, body: 'no such key' });
  const refused = await host.runtime.run(IndexOnline, { source, force: true });
  expect(refused).toMatchObject({ status: 'failed', attempt: 1 });
  expect(refused.error?.message).toContain('401: no such key');
  service.asked.length = 0;
  service.answer = (asked) =>
    service.asked.length === 1
      ? { status: 429, headers: { 'retry-after': '120' } }
      : embeddings(['x'])(asked);
  const patient = await host.runtime.run(IndexOnline, { source, force: true });
  expect(patient).toMatchObject({ status: 'completed', attempt: 2 });
  expect(Number(patient.finishedAt) - Number(patient.createdAt)).toBeGreaterThanOrEqual(120_000);
});

test('an answer without a vector for each text is stored by nobody', async () => {
  const before = await host.rows('select count(*) from knowledge_vectors');
  service.answer = () => ({ body: '{"data": []}' });
  const run = await host.runtime.run(IndexOnline, { source, force: true });
  expect(run).toMatchObject({ status: 'failed' });
  expect(run.error?.message).toContain('no vector for each of 2 text(s)');
  expect(await host.rows('select count(*) from knowledge_vectors')).toEqual(before);
});

test('only what changed is published, and a dry run publishes nothing', async () => {
  await host.output(Summarise, { source });
  const dry = await host.output(CloudSync, { source, dry_run: true });
  expect(dry).toMatchObject({ upserted: 5, deleted: 0 });
  expect(endpoint.asked).toEqual([]);
  expect(await host.output(CloudPublish, { source })).toMatchObject({ success: true });
  expect(sent().map(({ upsert }) => upsert.length)).toEqual([3, 2]);
  expect(sent()[0]?.upsert[1]).toMatchObject({
    title: 'Clocks',
    tags: ['time'],
    model: 'tiny',
    vectors: [expect.any(Array)],
    summary: expect.stringContaining('clock'),
  });
  expect(endpoint.asked[0]?.headers).toMatchObject({
    authorization: 'Bearer p4ss',
    'idempotency-key': expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  endpoint.asked.length = 0;
  expect(await host.output(CloudSync, { source })).toMatchObject({ upserted: 0, deleted: 0 });
  expect(endpoint.asked).toEqual([]);

  expect((await readdir(join(host.directory, 'maps'))).sort()).toEqual(['site.html', 'site.svg']);
  const map = await readFile(join(host.directory, 'maps/site.svg'), 'utf8');
  expect(map).toContain('Clocks of animals');
});

test('what an endpoint refuses is sent again by the next run, and only that', async () => {
  await host.output(CloudSync, { source });
  await host.output(Metadata, { source, force: true });
  await host.rows(
    `update knowledge_documents set summarised_hash = 'changed' where title in ('Clocks', 'Zones')`,
  );
  endpoint.asked.length = 0;
  endpoint.answer = () => ({ status: 422, body: 'not now' });
  const run = await host.runtime.run(CloudSync, { source });
  expect(run).toMatchObject({ status: 'failed', attempt: 1 });
  expect(run.error?.message).toContain('422: not now');
  endpoint.asked.length = 0;
  endpoint.answer = () => '';
  expect(await host.output(CloudSync, { source })).toMatchObject({ upserted: 2 });
});

test('an index is cleared alone; a deleted source leaves nothing, here or there', async () => {
  await host.output(CloudSync, { source });
  const cleared = await host.output(ClearIndex, { source, index: 'online' });
  expect(cleared.removed).toBeGreaterThan(0);
  expect(await host.rows('select from knowledge_search')).toHaveLength(5);
  endpoint.asked.length = 0;
  const deleted = await host.output(DeleteSource, { source });
  expect(deleted).toMatchObject({ documents: 5, unpublished: 5 });
  expect(sent().map((batch) => batch.delete.length)).toEqual([3, 2]);
  for (const table of ['documents', 'search', 'vectors', 'tag_suggestions', 'synced'])
    expect(await host.rows(`select from knowledge_${table}`)).toEqual([]);
  expect(await readdir(join(host.directory, 'maps'))).toEqual([]);
});

test('what is made of a page that changed is made anew, and only that; one that is gone is taken away', async () => {
  const everything = async () => {
    const scraped = await host.output(Scrape, { source });
    const phases = (await generated()) ?? [];
    const summaries = await host.output(Summarise, { source });
    endpoint.asked.length = 0;
    return [scraped, ...phases, summaries, await host.output(CloudSync, { source })];
  };
  await everything();
  const other = tagged(
    'Queues',
    'heaps',
    'A heap keeps the smallest of all figures at the top of the others.',
  );
  web.answer = site({ ...pages, '/queues': other, '/pets': { status: 410 } });
  expect(await everything()).toMatchObject([
    { changed: 1, unchanged: 3, removed: 1 },
    { described: 1 },
    { indexed: 1 },
    { indexed: 1 },
    { pages: 1 },
    { summarised: 1 },
    { upserted: 1, deleted: 1 },
  ]);
  expect(sent()).toMatchObject([
    { upsert: [{ title: 'Queues', tags: ['heaps'], summary: expect.stringContaining('heap') }] },
    { upsert: [], delete: [`${web.url}/pets`] },
  ]);
  const { results } = await host.output(SearchKnowledge, { query: 'heaps' });
  expect(results).toMatchObject([{ title: 'Queues' }]);
});
