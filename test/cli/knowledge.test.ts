import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRuntime } from '@infra/core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { embeddings, LocalServer, page, site } from '../../extensions/knowledge/test/local-server.js';
import { InfraHost } from './infra-host.js';

const extension = (name: string) => fileURLToPath(new URL(`../../extensions/${name}`, import.meta.url));

const words = ['clock', 'queue', 'retry'];
const pages = {
  '/': page('Home', 'The home of two pages about clocks and queues.', ['/clocks', '/queues']),
  '/clocks': page('Clocks', 'A clock shows the time, and the clock of the server is the one that counts.'),
  '/queues': page('Queues', 'A queue keeps the jobs that wait for a worker, the oldest of them first.'),
};

let web: LocalServer;
let service: LocalServer;
let endpoint: LocalServer;
let host: InfraHost;
/** From the moment that the first one was killed. */
let worker: ReturnType<InfraHost['start']> | null = null;

beforeAll(async () => {
  web = await LocalServer.start(site(pages));
  service = await LocalServer.start(embeddings(words));
  endpoint = await LocalServer.start(() => '');
  const blog = { posts: join(extension('blog'), 'samples/posts') };
  const knowledge = {
    sources: [
      { id: 'posts', kind: 'posts' },
      { id: 'site', kind: 'http', url: `${web.url}/`, delay: 1 },
    ],
    embeddings: { url: `${service.url}/v1`, model: 'tiny' },
    publish: { url: `${endpoint.url}/sync` },
    output: 'maps',
  };
  const byHand = { schedule: null };
  host = await InfraHost.make({
    'infra.config.json': JSON.stringify({
      extensions: [
        { use: extension('blog'), configuration: blog },
        { use: extension('knowledge'), configuration: knowledge },
      ],
      jobs: { blog_content_ingestion: byHand, content_ingestion: byHand, publish_content: byHand },
    }),
  });
  await host.artifact('db migrate');
  for (const words of [
    ['blog_content_ingestion'],
    ['scrape', '-p', 'source=posts'],
    ['scrape', '-p', 'source=site'],
  ])
    await host.artifact('jobs run', words);
});
beforeEach(() => {
  service.answer = embeddings(words);
  for (const server of [service, endpoint]) server.asked.length = 0;
});
afterAll(async () => {
  if (worker?.exitCode === null) {
    const stopped = new Promise((resolve) => worker?.once('exit', resolve));
    worker.kill();
    await stopped;
  }
  await host.remove();
  for (const server of [web, service, endpoint]) await server[Symbol.asyncDispose]();
});

const submit = ['generate_source', '-p', 'source=posts'];

test('a generation whose worker is killed goes on elsewhere, and nothing that was done is done again', async () => {
  const reached = Promise.withResolvers<void>();
  // The service never answers: the worker is in the middle of the second phase.
  service.answer = () => {
    reached.resolve();
    return new Promise(() => {});
  };
  const { data: run } = await host.artifact('runs submit', submit);
  const first = host.start(['work']);
  await reached.promise;
  const one = ['-p', 'source=posts'];
  for (const words of [
    ['runs', 'submit', 'reindex_offline', ...one],
    ['jobs', 'run', 'summarise', ...one],
    ['chains', 'run', 'refresh_source', ...one],
  ]) {
    const busy = await host.failure(words);
    expect(busy).toMatchObject({ code: 'subject_busy', message: expect.stringContaining(run.run_id) });
  }
  first.kill('SIGKILL');

  service.answer = embeddings(words);
  worker = host.start(['work']);
  expect((await host.infra(['runs', 'wait', run.run_id, '--timeout', '100s'])).code).toBe(0);
  const { data: ended } = await host.artifact('runs status', [run.run_id]);
  expect(ended.phases?.map(({ name, status }) => [name, status])).toEqual([
    ['Metadata', 'completed'],
    ['Online index', 'completed'],
    ['Offline index', 'completed'],
    ['Suggested tags', 'completed'],
  ]);
  const { data: metadata } = await host.artifact('jobs history', ['--job', 'metadata']);
  expect(metadata.total).toBe(1);
  const online = ended.phases?.[1]?.run_id ?? '';
  expect((await host.artifact('runs status', [online])).data.attempts).toMatchObject([
    { status: 'lost' },
    { status: 'completed' },
  ]);
});

test('a generation that failed is resumed after the phases that were done', async () => {
  service.answer = () => ({ status: 401, body: 'no such key' });
  const { data: failed, code } = await host.artifact('jobs run', ['generate_source', '-p', 'source=site']);
  expect(code).toBe(1);
  expect(failed.jobs_run[0]?.result.message).toContain('401: no such key');
  const id = failed.jobs_run[0]?.run_id ?? '';
  service.answer = embeddings(words);
  const { data: again } = await host.artifact('runs retry', [id, '--resume']);
  expect((await host.infra(['runs', 'wait', again.run_id, '--timeout', '100s'])).code).toBe(0);
  const { data: ended } = await host.artifact('runs status', [again.run_id]);
  expect(ended.result?.output).toMatchObject({ success: true, resumed: true, phases_skipped: 1 });
});

test('at least 16 of the 20 questions find their post among the first three', async () => {
  const file = join(extension('knowledge'), 'questions.json');
  const questions = JSON.parse(await readFile(file, 'utf8')) as { question: string; answer: string }[];
  expect(questions).toHaveLength(20);
  const runtime = await createRuntime({ cwd: host.directory, databaseUrl: host.database.url });
  try {
    const runs = await Promise.all(
      questions.map(({ question: query }) =>
        runtime.runs.submitAndWait('search_knowledge', { query, limit: 3, source: 'posts' }),
      ),
    );
    const missed = questions.filter(({ answer }, index) => {
      const output = runs[index]?.result?.output as { results: { address: string }[] };
      return !output.results.some(({ address }) => address === answer);
    });
    expect(missed.slice(4).map(({ question }) => question)).toEqual([]);
  } finally {
    await runtime.stop();
  }
});

test('jobs run says which phase waits for leave; once it is approved a worker goes on with the run', async () => {
  await host.infra(['config', 'auto-approve', 'off', '--job', 'index_online']);
  const { data, code, stderr } = await host.artifact('jobs run', ['reindex_online', '-p', 'source=site']);
  expect(code).toBe(1);
  const [run] = data.jobs_run;
  expect(run).toMatchObject({ status: 'running' });
  const phase = /infra runs approve run (\d+)/.exec(stderr)?.[1] ?? '';
  expect((await host.artifact('runs status', [phase])).data).toMatchObject({
    job_name: 'index_online',
    status: 'awaiting_approval',
    cost: { currency: 'USD', estimated: expect.any(Number) },
  });
  expect((await host.artifact('runs approve run', [phase])).data.approved).toEqual([phase]);
  expect((await host.infra(['runs', 'wait', run?.run_id ?? '', '--timeout', '100s'])).code).toBe(0);
  await host.infra(['config', 'auto-approve', 'default', '--job', 'index_online']);
});

test('a source is published with its map, then removed here and there', async () => {
  const { data } = await host.artifact('jobs run', ['cloud_publish', '-p', 'source=site']);
  expect(data.jobs_run[0]).toMatchObject({ status: 'success', result: { output: { phases_completed: 2 } } });
  const [sent] = endpoint.asked.map(({ body }) => JSON.parse(body) as { upsert: { title: string }[] });
  expect(sent?.upsert.map(({ title }) => title).toSorted()).toEqual(['Clocks', 'Home', 'Queues']);
  const map = await readFile(join(host.directory, 'maps/site.html'), 'utf8');
  expect(map).toContain('<title>Map of site</title>');

  const deleted = await host.artifact('jobs run', ['delete_source', '-p', 'source=site']);
  expect(deleted.data.jobs_run[0]?.result.output).toEqual({ source: 'site', documents: 3, unpublished: 3 });
  await expect(access(join(host.directory, 'maps/site.html'))).rejects.toThrow('ENOENT');
  const left = await host.artifact('jobs run', ['metadata', '-p', 'source=posts']);
  expect(left.data.jobs_run[0]?.result.output).toMatchObject({ documents: 28, described: 0 });
});

test('jobs show says what a combined job is made of, runs list what a source has had', async () => {
  const { data } = await host.artifact('jobs show', ['reindex_offline']);
  expect(data).toMatchObject({
    resumable: false,
    phases: [
      { name: 'Clear the offline index', job_name: 'clear_index', weight: 10 },
      { name: 'Offline index', job_name: 'index_offline', weight: 90 },
    ],
  });
  expect((await host.infra(['jobs', 'show', 'reindex_offline'])).stdout).toContain('clear_index, 10 %');
  const { data: runs } = await host.artifact('runs list', ['--subject', 'posts', '--job', 'generate_source']);
  expect(runs.runs.map(({ subject, status }) => [subject, status])).toEqual([['posts', 'completed']]);
  expect((await host.artifact('runs list', ['--subject', 'nobody'])).data.total).toBe(0);
});

test('a chain with the index before the metadata is warned of; the one that comes along is in order', async () => {
  const wrong = JSON.stringify({
    parameters: { source: 'posts' },
    steps: [{ job: 'index_online' }, { job: 'metadata' }],
  });
  const { data } = await host.artifact('chains validate', ['-'], { stdin: wrong });
  expect(data).toMatchObject({
    valid: true,
    warnings: [{ code: 'order', step: 0 }, { code: 'needs_approval' }],
  });
  const { data: own } = await host.artifact('chains show', ['refresh_source']);
  expect(own.steps.map(({ job }) => job)).toEqual([
    'scrape',
    'metadata',
    'summarise',
    'index_offline',
    'suggest_tags',
  ]);
});
