import { createRuntime, type Runtime, type RuntimeEvent } from '@infra/core';
import { createTestDatabase, openTestDatabase, type TestDatabase } from '@infra/core/testing';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { entryCode, extensionFiles, TemporaryHosts } from '../registry/host-fixture.js';

const hosts = new TemporaryHosts();
const running: Runtime[] = [];
let database: TestDatabase;
let directory: string;

const jobs = `
  const parameters = z.object({ to: z.string(), times: z.number().int().default(1) });

  class EverySecond { async execute() { return JobResult.success().withMessage('tick'); } }
  Job({ name: 'every_second', schedule: '* * * * * *' })(EverySecond);

  class Greet {
    async execute(context) {
      return JobResult.success().withStats(context.parameters.times, 0).withOutput({ to: context.parameters.to });
    }
  }
  Job({ name: 'greet', parameters })(Greet);

  class Counter { calls = 0; }
  singleton()(Counter);
  class Count {
    constructor(counter) { this.counter = counter; }
    async execute() { return JobResult.success().withOutput({ calls: ++this.counter.calls }); }
  }
  inject(Counter)(Count, undefined, 0);
  Job({ name: 'count_calls' })(Count);

  class Patient {
    async execute({ signal }) {
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      return JobResult.failure('interrupted');
    }
  }
  Job({ name: 'patient' })(Patient);
`;

beforeAll(async () => {
  database = await createTestDatabase();
  directory = await hosts.make({
    'infra.config.json': JSON.stringify({
      extensions: ['./clockwork'],
      database: { url: database.url, migrate: 'auto' },
      jobs: { greet: { parameters: { times: 7 } } },
    }),
    ...extensionFiles('clockwork', {
      'entry.js': entryCode(`{ name: 'clockwork', jobs: [EverySecond, Greet, Count, Patient] }`, jobs),
    }),
  });
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((runtime) => runtime.stop(0)));
});

afterAll(async () => {
  await database.drop();
  await hosts.remove();
});

async function start(events: RuntimeEvent[] = []): Promise<Runtime> {
  const runtime = await createRuntime({ cwd: directory, onEvent: (event) => events.push(event) });
  running.push(runtime);
  await runtime.start();
  return runtime;
}

test('a scheduled job fires on its second, runs here and is recorded', async () => {
  const events: RuntimeEvent[] = [];
  const runtime = await start(events);
  await expect
    .poll(async () => (await runtime.jobs.history({ job: 'every_second', status: 'success' })).entries[0], {
      timeout: 60_000,
    })
    .toMatchObject({ job_name: 'every_second', status: 'success', trigger: 'schedule', error: null });
  expect(events.filter(({ kind }) => kind === 'fault')).toEqual([]);
});

test('schedules tick while all connections of the process’s pool wait', async () => {
  const events: RuntimeEvent[] = [];
  const ticks = () => events.filter(({ kind }) => kind === 'ticked').length;
  const runtime = await createRuntime({
    cwd: directory,
    poolSize: 1,
    onEvent: (event) => events.push(event),
  });
  running.push(runtime);
  await runtime.start();
  const other = openTestDatabase(database.connection);
  const waiting = { name: 'waiting', text: `select from pg_locks where not granted` };
  await other.transaction(async (session) => {
    // What every process asks for now and then, and no tick does.
    await session.query({ name: 'hold', text: 'lock table notifications in access exclusive mode' });
    await expect.poll(async () => (await other.query(waiting)).length, { timeout: 6_000 }).toBeGreaterThan(0);
    const before = ticks();
    await expect.poll(ticks, { timeout: 3_500 }).toBeGreaterThan(before + 1);
    expect(await other.query(waiting)).not.toEqual([]);
  });
  await other.close();
});

test('a job that is run by the program is this process’s and comes back with its result', async () => {
  const runtime = await start();
  const { jobs_run } = await runtime.jobs.run('greet', { to: 'you' });
  expect(jobs_run).toMatchObject([
    { job_name: 'greet', status: 'success', result: { items_processed: 7, output: { to: 'you' } } },
  ]);
});

test('a submitted run is executed by a started runtime, and parameters that do not fit are refused before', async () => {
  const runtime = await start();
  const { runId: id } = await runtime.runs.submit('greet', { to: 'them', times: 2 });
  await expect.poll(async () => (await runtime.runs.read(id))?.status).toBe('completed');
  const before = await runtime.jobs.history({ limit: 500 });
  await expect(runtime.runs.submit('greet', { times: 'many' })).rejects.toMatchObject({
    code: 'invalid_parameters',
    message: expect.stringMatching(/to: .*times: /),
  });
  await expect(runtime.runs.submit('gret')).rejects.toMatchObject({ code: 'job_not_found' });
  const after = await runtime.jobs.history({ job: 'greet', limit: 500 });
  expect(after.entries.length).toBe(before.entries.filter((entry) => entry.job_name === 'greet').length);
});

test('two runtimes in one process share nothing that an extension registers', async () => {
  const [one, other] = [await start(), await start()];
  const calls = async (runtime: Runtime) =>
    (await runtime.jobs.run('count_calls')).jobs_run[0]?.result.output;
  expect(await calls(one)).toEqual({ calls: 1 });
  expect(await calls(one)).toEqual({ calls: 2 });
  expect(await calls(other)).toEqual({ calls: 1 });
});

test('stopping interrupts what does not end within the grace time and gives it back to the queue', async () => {
  const runtime = await start();
  const { runId: id } = await runtime.runs.submit('patient');
  await expect.poll(async () => (await runtime.runs.read(id))?.status).toBe('running');
  await runtime.stop(0);

  const next = await start();
  await expect.poll(async () => next.runs.read(id)).toMatchObject({ status: 'running', attempt: 2 });
});

test('starting and stopping twice is the same as once', async () => {
  const events: RuntimeEvent[] = [];
  const runtime = await start(events);
  await runtime.start();
  await Promise.all([runtime.stop(0), runtime.stop(0)]);
  expect(events.filter(({ kind }) => kind === 'runtime_started')).toHaveLength(1);
  expect(events.filter(({ kind }) => kind === 'runtime_stopped')).toHaveLength(1);
});

test('what an operator disables stays disabled for every runtime until it is reset', async () => {
  const runtime = await start();
  await runtime.jobs.disable('every_second', { reason: 'too loud' });
  const runs = (await runtime.jobs.show('every_second')).run_count;
  await runtime.stop(0);

  const next = await start();
  expect(await next.jobs.show('every_second')).toMatchObject({
    enabled: false,
    enabled_by: 'operator',
    reason: 'too loud',
    next_run: null,
  });
  await next.jobs.reset('every_second');
  await expect.poll(async () => (await next.jobs.show('every_second')).run_count).toBeGreaterThan(runs);
  const { occurrences } = await next.jobs.explain('every_second');
  expect(occurrences[0]?.outcome).toMatch(/ran|due|skipped/);
});

test('a listener that throws does not keep runs from ending', async () => {
  const warnings: Error[] = [];
  const warned = (warning: Error) => warnings.push(warning);
  process.on('warning', warned);
  try {
    const runtime = await createRuntime({
      cwd: directory,
      onEvent: () => {
        throw new Error('the log is full');
      },
    });
    running.push(runtime);
    await runtime.start();
    const { runId: id } = await runtime.runs.submit('greet', { to: 'all' });
    await expect.poll(async () => (await runtime.runs.read(id))?.status).toBe('completed');
    expect(warnings.map(({ message }) => message)).toContain('the log is full');
  } finally {
    process.off('warning', warned);
  }
});
