import { createRuntime, operations, type Runtime } from '@infra/core';
import { createFakeClock } from '@infra/core/testing';
import { createWebHandler, type Principal } from '@infra/web';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { unscheduled } from '../cli/infra-host.js';
import { entryCode } from '../registry/host-fixture.js';
import { EventReader, type StreamedEvent } from './event-reader.js';
import { WebHost } from './web-host.js';

const jobs = `
  class Talk {
    async execute({ signal, logger, progress }) {
      logger.info('one');
      logger.warn('two');
      await progress({ completed: 1, total: 4 });
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      logger.info('three');
      return JobResult.failure('stopped');
    }
  }
  Job({ name: 'talk', description: 'Talks until it is stopped', cancelGrace: '30s' })(Talk);
`;

let web: WebHost;
let elsewhere: Runtime;

// The runtime stands for a process elsewhere: nothing of it but the database is known to the handler.
beforeAll(async () => {
  web = await WebHost.make({
    ...unscheduled,
    'infra.config.json': '{ "extensions": ["./clockwork"] }',
    'clockwork/entry.js': entryCode("{ name: 'clockwork', jobs: [Talk] }", jobs),
  });
  elsewhere = await createRuntime({ cwd: web.project.directory, databaseUrl: web.project.database.url });
  await elsewhere.start();
});

afterAll(async () => {
  await elsewhere.stop(0);
  await web.remove();
});

const concerns = (id: string, status: string) => (event: StreamedEvent) =>
  (event.data['runs'] as { id: string; status: string }[]).some(
    (run) => run.id === id && run.status === status,
  );

async function events(lastId?: string): Promise<EventReader> {
  const headers: Record<string, string> = lastId === undefined ? {} : { 'last-event-id': lastId };
  const reader = new EventReader(await web.ask('/api/events', { headers }));
  await reader.begun();
  return reader;
}

async function submit(): Promise<string> {
  const { data } = await web.artifact('runs submit', '/api/jobs/talk/run', { method: 'POST', body: {} });
  return data.run_id;
}

const stop = (id: string) => web.ask(`/api/runs/${id}/cancel`, { method: 'POST', body: { force: true } });

describe('GET /api/events', () => {
  test('tells of a run that another process executes, from its beginning to its end, with its progress', async () => {
    const reader = await events();
    const second = await events();
    const id = await submit();
    const nouns = new Set<unknown>();
    const progress = await reader.until(({ data }) => {
      for (const noun of data['nouns'] as unknown[]) nouns.add(noun);
      return JSON.stringify(data['runs']).includes('"percent":25');
    });
    expect(concerns(id, 'running')(progress)).toBe(true);
    expect([...nouns]).toEqual(expect.arrayContaining(['runs', 'status']));
    await stop(id);
    const end = await reader.until(concerns(id, 'cancelled'));
    expect(end.data['nouns']).toEqual(expect.arrayContaining(['throughput']));
    expect((await second.until(concerns(id, 'cancelled'))).id).toBe(end.id);
    await Promise.all([reader.close(), second.close()]);
  });

  test('a viewer who comes back is told what he missed; one with an id that nobody knows, to read everything', async () => {
    const reader = await events();
    const id = await submit();
    const begun = await reader.until(concerns(id, 'running'));
    await reader.close();
    await stop(id);
    const again = await events(begun.id ?? '');
    await again.until(concerns(id, 'cancelled'));
    await again.close();
    const stranger = await events('00000000-7');
    expect((await stranger.next())?.data).toMatchObject({ reset: true, runs: [] });
    await stranger.close();
  });

  test("an operator's deed is told by the lists that it concerns", async () => {
    const reader = await events();
    await web.project.infra(['jobs', 'disable', 'talk', '--reason', 'quiet please']);
    const { data } = await reader.until((event) => (event.data['nouns'] as string[]).includes('audit'));
    expect(data['nouns']).toEqual(expect.arrayContaining(['jobs']));
    await web.project.infra(['jobs', 'reset', 'talk']);
    await reader.close();
  });
});

describe('GET /api/runs/:id/logs as a stream', () => {
  const log = (id: string, headers: Record<string, string> = {}, query = '') =>
    web.ask(`/api/runs/${id}/logs${query}`, { headers: { accept: 'text/event-stream', ...headers } });

  test('tells what is there, then what is written, and its end; a reader who comes back goes on', async () => {
    const id = await submit();
    const reader = new EventReader(await log(id));
    const first = await reader.until(({ data }) => data['text'] === 'one');
    await reader.until(({ data }) => data['text'] === 'two');
    await stop(id);
    const rest = await reader.rest();
    expect(rest.at(-1)?.name).toBe('end');
    const again = new EventReader(await log(id, { 'last-event-id': first.id ?? '' }));
    const lines = (await again.rest()).filter(({ name }) => name === 'message');
    expect(lines[0]?.data).toMatchObject({ text: 'two', level: 'warn', id: lines[0]?.id });
    const last = lines.at(-1)?.id ?? '';
    expect((await log(id, { 'last-event-id': last })).status).toBe(204);
    const tailed = await new EventReader(await log(id, {}, '?tail=1')).rest();
    expect(tailed.map(({ id }) => id)).toEqual([last, null]);
  });

  test('a run that is not there is told of before any stream', async () => {
    const answer = await log('4711');
    expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
    expect((await log('s1')).status).toBe(404);
  });
});

test('a stream is not begun for who asks for its head alone', async () => {
  const samples = async () => (await web.ask('/metrics')).text();
  const answer = await web.ask('/api/events', { method: 'HEAD' });
  expect([answer.status, answer.body]).toEqual([200, null]);
  expect(await samples()).toMatch(/^infra_web_viewers 0$/m);
  const reader = await events();
  expect(await samples()).toMatch(/^infra_web_viewers 1$/m);
  await reader.close();
  expect(await samples()).toMatch(/^infra_web_viewers 0$/m);
});

test('where many look on, nobody reads what was before a change that he made or was told of', async () => {
  const crowd = await Promise.all(Array.from({ length: 21 }, () => events()));
  const isEnabled = async () => (await web.artifact('jobs list', '/api/jobs')).data.jobs[0]?.enabled;
  expect(await Promise.all([isEnabled(), isEnabled()])).toEqual([true, true]);
  await web.artifact('jobs disable', '/api/jobs/talk/disable', { method: 'POST', body: {} });
  expect(await isEnabled()).toBe(false);
  const [reader] = crowd;
  await reader!.until(({ data }) => (data['nouns'] as string[]).includes('jobs'));
  await web.project.infra(['jobs', 'reset', 'talk']);
  await reader!.until(({ data }) => (data['nouns'] as string[]).includes('jobs'));
  expect(await isEnabled()).toBe(true);
  await Promise.all(crowd.map((viewer) => viewer.close()));
});

describe('a handler whose clock stands still', () => {
  const eventsOf = new Request('http://127.0.0.1/api/events');
  const ann: Principal = { name: 'ann', role: 'admin' };

  /** @param whoAsks null for nobody who is known. */
  function standing(whoAsks: () => Principal | null) {
    const clock = createFakeClock(Date.now());
    return { clock, handler: createWebHandler({ ...web.host, clock }, { authorise: whoAsks }) };
  }

  test('gives one answer to all, until their streams tell of a change', async () => {
    const { clock, handler } = standing(() => ann);
    const crowd = await Promise.all(
      Array.from({ length: 21 }, async () => new EventReader(await handler.fetch(eventsOf))),
    );
    await Promise.all(crowd.map((viewer) => viewer.begun()));
    const jobs = async () => (await handler.fetch(new Request('http://127.0.0.1/api/jobs'))).text();
    const now = vi.spyOn(performance, 'now').mockReturnValue(performance.now());
    const before = await jobs();
    const { disableJob } = await operations.disableJob();
    await disableJob(web.host, { name: 'talk', reason: 'quiet please' });
    expect(await jobs()).toBe(before);
    const told = crowd[0]!
      .until(({ data }) => (data['nouns'] as string[]).includes('jobs'))
      .then(() => 'told');
    while ((await Promise.race([told, clock.advance(500)])) !== 'told');
    expect(JSON.parse(await jobs())).toMatchObject({ data: { jobs: [{ enabled: false }] } });
    now.mockRestore();
    await web.project.infra(['jobs', 'reset', 'talk']);
    await handler.close();
  });

  test('says that a stream has begun only when what changes is watched', async () => {
    const opened = Promise.withResolvers<void>();
    const database = () => opened.promise.then(() => web.host.database());
    const handler = createWebHandler({ ...web.host, database }, { authorise: () => ann });
    const reader = new EventReader(await handler.fetch(eventsOf));
    const begun = reader.begun().then(() => 'begun');
    expect(await Promise.race([begun, web.ask('/api/jobs').then(() => 'not yet')])).toBe('not yet');
    opened.resolve();
    expect(await begun).toBe('begun');
    await handler.close();
  });

  test('ends the stream of whoever may read it no longer', async () => {
    let somebody: Principal | null = ann;
    const { clock, handler } = standing(() => somebody);
    const rest = new EventReader(await handler.fetch(eventsOf)).rest();
    somebody = null;
    await clock.advance(60_000);
    await expect(rest).resolves.toBeDefined();
    await handler.close();
  });

  test('has two thousand streams open, and no more', async () => {
    const { handler } = standing(() => ann);
    const answers = [];
    for (let viewer = 0; viewer < 2_000; viewer++) answers.push(await handler.fetch(eventsOf));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    const refused = await handler.fetch(eventsOf);
    expect([refused.status, await refused.json()]).toMatchObject([503, { code: 'too_many_viewers' }]);
    await answers[0]?.body?.cancel();
    expect((await handler.fetch(eventsOf)).status).toBe(200);
    await handler.close();
  });
});

test('a handler that is closed ends its streams', async () => {
  const other = createWebHandler(web.host);
  const reader = new EventReader(await other.fetch(new Request('http://127.0.0.1/api/events')));
  const rest = reader.rest();
  await other.close();
  expect(await rest).toEqual([]);
});
