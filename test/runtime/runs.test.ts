import { join } from 'node:path';
import { createRuntime, type Runtime, type SubmissionOptions } from '@infra/core';
import { createTestDatabase, layLine, type TestDatabase } from '@infra/core/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { entryCode, extensionFiles, TemporaryHosts } from '../registry/host-fixture.js';

const hosts = new TemporaryHosts();
let database: TestDatabase;
let directory: string;
/** Submits and never executes. */
let client: Runtime;
let worker: Runtime;

const jobs = `
  const parameters = z.object({ to: z.string() });
  class Greet { async execute({ parameters }) { return JobResult.success().withOutput({ to: parameters.to }); } }
  Job({ name: 'greet', parameters })(Greet);

  class Fail { async execute() { throw new Error('no'); } }
  Job({ name: 'fail' })(Fail);

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
    'infra.config.json': JSON.stringify({ extensions: ['./clockwork'], database: { url: database.url } }),
    ...extensionFiles('clockwork', {
      'entry.js': entryCode(`{ name: 'clockwork', jobs: [Greet, Fail, Patient] }`, jobs),
    }),
  });
  // A width holds for the shell runs of the account too: not for those of whoever runs the tests.
  process.env['INFRA_HOME'] = join(directory, 'state');
  [client, worker] = await Promise.all([
    createRuntime({ cwd: directory }),
    createRuntime({ cwd: directory }),
  ]);
  await worker.start();
});

afterAll(async () => {
  await Promise.all([client.stop(0), worker.stop(0)]);
  await database.drop();
  await hosts.remove();
});

describe('waiting', () => {
  test('ends with the run, in whichever process it is executed', async () => {
    for (const runtime of [client, worker]) {
      const run = await runtime.runs.submitAndWait('greet', { to: 'you' }, { timeout: '60s' });
      expect(run).toMatchObject({ status: 'completed', result: { output: { to: 'you' } } });
    }
    expect((await client.runs.submitAndWait('fail')).status).toBe('failed');
  });

  test('ends when its time is over or the caller has enough, and the run goes on', async () => {
    const { runId } = await client.runs.submit('patient');
    await expect(client.runs.wait(runId, { timeout: '50ms' })).rejects.toMatchObject({
      code: 'wait_timed_out',
    });
    const enough = new AbortController();
    const waiting = client.runs.wait(runId, { signal: enough.signal });
    enough.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    expect((await client.runs.read(runId))?.status).toMatch(/queued|running/);
  });

  test('for a run that does not exist is an error', async () => {
    await expect(client.runs.wait('999999999')).rejects.toMatchObject({ code: 'run_not_found' });
  });
});

test('a run is cancelled and made again', async () => {
  const { runId } = await client.runs.submit('patient');
  await expect.poll(async () => (await client.runs.read(runId))?.status, { timeout: 60_000 }).toBe('running');
  await expect(client.runs.retry(runId)).rejects.toMatchObject({ code: 'operation_failed' });
  expect(await client.runs.cancel(runId, { reason: 'enough' })).toBe(true);
  expect((await client.runs.wait(runId, { timeout: '60s' })).status).toBe('cancelled');
  expect(await client.runs.cancel(runId)).toBe(false);
  const again = await client.runs.retry(runId);
  expect(await client.runs.read(again.runId)).toMatchObject({ retryOf: Number(runId), trigger: 'resubmit' });
});

describe('many at once', () => {
  test('go in together, and one whose subject is busy keeps none of the others out', async () => {
    const outcomes = await client.runs.submitMany([
      { job: 'greet', parameters: { to: 'a' }, subject: 's', delay: '1h' },
      { job: 'greet', parameters: { to: 'b' }, subject: 's' },
      { job: 'greet', parameters: { to: 'c' } },
    ]);
    expect(outcomes).toMatchObject([
      { created: true },
      { runId: null, created: false, error: { code: 'subject_busy', holder: outcomes[0]?.runId } },
      { created: true },
    ]);
    expect(await client.runs.active({ subject: 's' })).toMatchObject([{ id: Number(outcomes[0]?.runId) }]);
  });

  test('are refused together when one is not valid', async () => {
    const before = await client.runs.history({ limit: 1_000 });
    const submitted = client.runs.submitMany([
      { job: 'greet', parameters: { to: 'a' } },
      { job: 'greet', parameters: { to: 7 } },
    ]);
    await expect(submitted).rejects.toMatchObject({ code: 'invalid_parameters' });
    expect(await client.runs.history({ limit: 1_000 })).toHaveLength(before.length);
  });
});

describe("inside the caller's transaction", () => {
  test('a run is there when it commits and was never there when it rolls back', async () => {
    const db = (await client.db()).$extendTables<{ orders: { id: number } }>();
    await db.schema.createTable('orders').addColumn('id', 'integer').execute();
    const submitted: string[] = [];
    await db
      .transaction()
      .execute(async (transaction) => {
        await transaction.insertInto('orders').values({ id: 1 }).execute();
        const one = await client.runs.submit(
          'greet',
          { to: 'x' },
          { transaction, key: 'order 1', subject: 'order 1' },
        );
        submitted.push(one.runId);
        throw new Error('changed my mind');
      })
      .catch(() => {});
    expect(await client.runs.read(submitted[0]!)).toBeNull();

    const { runId, created } = await db.transaction().execute(async (transaction) => {
      await transaction.insertInto('orders').values({ id: 1 }).execute();
      return client.runs.submit('greet', { to: 'x' }, { transaction, key: 'order 1', subject: 'order 1' });
    });
    expect(created).toBe(true);
    expect(await client.runs.wait(runId, { timeout: '60s' })).toMatchObject({
      status: 'completed',
      subject: 'order 1',
    });
  });

  test('a busy subject is told and leaves the transaction usable', async () => {
    const db = await client.db();
    await client.runs.submit('greet', { to: 'x' }, { subject: 'held', delay: '1h' });
    const outcome = await db.transaction().execute(async (transaction) => {
      await expect(
        client.runs.submit('greet', { to: 'x' }, { subject: 'held', transaction }),
      ).rejects.toMatchObject({ code: 'subject_busy' });
      return client.runs.submit('greet', { to: 'y' }, { transaction });
    });
    expect(outcome.created).toBe(true);
  });

  test('something else than a transaction is refused', async () => {
    const db = await client.db();
    await expect(client.runs.submit('greet', { to: 'x' }, { transaction: db })).rejects.toMatchObject({
      code: 'invalid_value',
    });
  });
});

test('options that are not valid are refused before anything is touched', async () => {
  const before = await client.runs.history({ limit: 1_000 });
  const refused: readonly SubmissionOptions[] = [
    { delay: '1h', at: new Date() },
    { delay: -1 },
    { at: new Date(Number.NaN) },
    { priority: 1.5 },
    { queue: 'a queue' },
    { key: '' },
    { subject: 'x'.repeat(256) },
    { client: 'a\0b' },
    { context: { big: 1n } },
    { notify: { webhook: 'mailto:me' } },
  ];
  for (const options of refused)
    await expect(client.runs.submit('greet', { to: 'x' }, options)).rejects.toMatchObject({
      code: 'invalid_value',
    });
  expect(await client.runs.history({ limit: 1_000 })).toHaveLength(before.length);
});

test('an option that there is none of is refused, for one run and for many', async () => {
  const before = await client.runs.history({ limit: 1_000 });
  // The compiler lets through what is not written out in the call.
  const misspelt = { delya: '1h' };
  const refusal = { code: 'invalid_value', message: "delya is no option of a run: did you mean 'delay'?" };
  await expect(client.runs.submit('greet', { to: 'x' }, misspelt as SubmissionOptions)).rejects.toMatchObject(
    refusal,
  );
  const many = ['x', 'y'].map((to) => ({ job: 'greet', parameters: { to }, ...misspelt }) as const);
  await expect(client.runs.submitMany(many)).rejects.toMatchObject(refusal);
  expect(await client.runs.history({ limit: 1_000 })).toHaveLength(before.length);
});

test('events come in their order, and leaving the loop ends the listening', async () => {
  const events = worker.events();
  const { runId } = await client.runs.submit('greet', { to: 'me' });
  const kinds: string[] = [];
  for await (const event of events) {
    if (!('runId' in event) || event.runId !== Number(runId)) continue;
    kinds.push(event.kind);
    if (event.kind === 'run_settled') break;
  }
  expect(kinds).toEqual(['run_started', 'run_settled']);
  expect(await events.next()).toEqual({ value: undefined, done: true });
});

describe('queues', () => {
  const named = async (name: string) => (await client.queues.list()).find((queue) => queue.name === name);

  test('get a width, or none, and refuse what is neither', async () => {
    expect(await client.queues.set('narrow', 1, { reason: 'as agreed' })).toMatchObject({ width: 1 });
    expect(await named('narrow')).toMatchObject({ width: 1, running: 0, paused: false });
    await client.queues.set('narrow', null);
    expect((await named('narrow'))?.width).toBeNull();
    await expect(client.queues.set('narrow', 0)).rejects.toMatchObject({ code: 'invalid_value' });
    await expect(client.queues.set('Narrow', 1)).rejects.toMatchObject({ code: 'invalid_value' });
  });

  test('are paused for every process until somebody resumes them; others go on', async () => {
    expect(await client.pause({ queue: 'default', reason: 'moving house' })).toMatchObject({ paused: true });
    const { runId } = await client.runs.submit('greet', { to: 'the cellar' });
    const other = { queue: 'narrow', timeout: '60s' } as const;
    expect((await client.runs.submitAndWait('greet', { to: 'the roof' }, other)).status).toBe('completed');
    expect((await client.runs.read(runId))?.status).toBe('queued');
    expect(await named('default')).toMatchObject({ paused_reason: 'moving house', queued: 1 });

    expect(await worker.resume({ queue: 'default' })).toMatchObject({ paused: false });
    expect((await client.runs.wait(runId, { timeout: '60s' })).status).toBe('completed');
    await expect(client.pause({ queue: 'defualt' })).rejects.toMatchObject({ code: 'invalid_value' });
  });
});

test('a host whose database is away when it is first asked for works as soon as it is there', async () => {
  const line = await layLine(database.connection);
  const url = new URL(database.url);
  url.hostname = line.connection.host;
  url.port = String(line.connection.port);
  url.search = '';
  const late = await createRuntime({ cwd: directory, databaseUrl: url.href });
  try {
    line.cut();
    await expect(late.runs.submit('greet', { to: 'nobody' })).rejects.toMatchObject({
      code: 'database_unreachable',
    });
    await expect(late.start()).rejects.toMatchObject({ code: 'database_unreachable' });
    line.restore();
    await late.start();
    expect(await late.runs.submitAndWait('greet', { to: 'somebody' })).toMatchObject({ status: 'completed' });
  } finally {
    await late.stop(0);
    await line.close();
  }
});
