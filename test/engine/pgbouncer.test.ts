import { openHost, operations } from '@infra/core';
import { createTestDatabase, type TestDatabase } from '@infra/core/testing';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { InfraHost } from '../cli/infra-host.js';
import { EngineHost } from './engine-host.js';
import { PgBouncer, poolSize } from './pg-bouncer.js';

// Each statement may meet another connection of the server, and what a session remembers, somebody else finds.
const jobs = `
  class Write {
    async execute({ db, runId, logger, progress }) {
      const { sql } = await import('kysely');
      logger.info('at it');
      progress({ completed: 1, total: 2 });
      await db.transaction().execute(async (transaction) => {
        await sql\`set local application_name = 'a job'\`.execute(transaction);
        await sql\`insert into written (run_id) values (\${Number(runId)})\`.execute(transaction);
      });
      const { rows } = await sql\`select current_setting('application_name') as name\`.execute(db);
      return JobResult.success().withOutput({ name: rows[0].name });
    }
  }
  Job({ name: 'write' })(Write);

  class Hang {
    async execute({ signal, attempt }) {
      if (attempt > 1) return JobResult.success();
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      return JobResult.failure('stopped');
    }
  }
  Job({ name: 'hang' })(Hang);

  class Tick { async execute() { return JobResult.success(); } }
  Job({ name: 'tick', schedule: '* * * * * *' })(Tick);
`;

let cluster: TestDatabase;
let bouncer: PgBouncer;
let host: EngineHost;

beforeAll(async () => {
  cluster = await createTestDatabase();
  bouncer = await PgBouncer.start(cluster);
});

afterAll(async () => {
  await bouncer?.stop();
  await cluster?.drop();
});

beforeEach(async () => {
  const reach = (database: TestDatabase) => ({
    url: bouncer.urlOf(database),
    preparedStatements: false,
    listen: false,
  });
  // On a busy machine a report through a pooler may take a second: nobody is to be taken for dead who is not.
  host = await EngineHost.create(jobs, '[Write, Hang, Tick]', reach, '4s');
  await host.query('create table written (run_id bigint)');
});

afterEach(() => host.close());

test('through PgBouncer in transaction mode runs are submitted, scheduled, executed and told of', async () => {
  const workers = [await host.start(), await host.start()];
  const ids = await host.submit('write', 60);
  await host.become(ids, 'completed');
  const runs = await host.read(ids);
  expect(runs.map((run) => run?.attempt)).toEqual(ids.map(() => 1));
  // What a job's transaction has set stays in it.
  const names = runs.map((run) => (run?.result?.output as { name: string } | undefined)?.name);
  expect(names).not.toContain('a job');
  expect(names).not.toContain(undefined);
  expect(await host.query('select count(*), count(distinct run_id) as runs from written')).toEqual([
    { count: 60, runs: 60 },
  ]);
  expect(await host.query(`select count(*) from logs where message = 'at it'`)).toEqual([{ count: 60 }]);
  const ticked = () =>
    host.query<{ count: number }>(
      `select count(*) from job_runs where job_name = 'tick' and status = 'completed'`,
    );
  await vi.waitUntil(async () => ((await ticked())[0]?.count ?? 0) >= 2, { timeout: 60_000 });

  // Many connections of two processes are few of the server.
  const [{ connections } = { connections: 0 }] = await host.query<{ connections: number }>(
    `select count(*) as connections from pg_stat_activity
      where datname = current_database() and backend_type = 'client backend' and application_name <> 'infra test'`,
  );
  expect(connections).toBeLessThanOrEqual(poolSize);
  expect(connections).toBeGreaterThan(0);
  for (const { events } of workers) {
    expect(events.filter(({ kind }) => kind === 'fault' || kind === 'database_lost')).toEqual([]);
  }
});

test('heartbeats come through the pooler, and the runs of a killed worker are run by another', async () => {
  const doomed = await host.start();
  const ids = await host.submit('hang', 5);
  await host.become(ids, 'running');
  const heir = await host.start();
  await vi.waitUntil(
    async () => {
      const reported = await host.query<{ id: number }>(
        `select id from workers where heartbeat_at > started_at + interval '500 ms' order by id`,
      );
      return reported.length >= 2 && reported[0]?.id === doomed.workerId && reported[1]?.id === heir.workerId;
    },
    { timeout: 60_000 },
  );
  await doomed.signal('SIGKILL');
  await host.become(ids, 'completed');
  const lost = `select outcome, worker_id from attempts where run_id in (select id from job_runs where job_name = 'hang')`;
  expect(await host.query(lost)).toEqual(ids.map(() => ({ outcome: 'lost', worker_id: doomed.workerId })));
});

test('a run is cancelled from another process, with heartbeats alone', async () => {
  await host.start();
  const ids = await host.submit('hang', 2);
  await host.become(ids, 'running');
  const operator = await openHost({ cwd: host.directory });
  try {
    const { cancelRuns } = await operations.cancelRuns();
    const { data } = await cancelRuns(operator, { target: 'running' });
    expect(data.total).toBe(2);
    await host.become(ids, 'cancelled');
  } finally {
    await operator.close();
  }
});

test('the commands work through it: migrate, run, switch, look and copy', async () => {
  const settings = { database: { preparedStatements: false, listen: false } };
  const command = await InfraHost.make({
    'infra.config.json': JSON.stringify({ extensions: ['./clockwork'], ...settings }),
  });
  const [empty, copied] = await Promise.all([
    createTestDatabase({ template: 'template0' }),
    createTestDatabase({ template: 'template0' }),
  ]);
  try {
    const env = { DATABASE_URL: bouncer.urlOf(empty) };
    await command.artifact('db migrate', [], { env });
    await command.artifact('jobs run', ['tidy', 'broken'], { env });
    await command.artifact('jobs disable', ['tidy', '--reason', 'a test'], { env });
    const { data } = await command.artifact('jobs history', [], { env });
    expect(data.entries.map(({ status }) => status).toSorted()).toEqual(['failed', 'success']);
    const { data: health } = await command.artifact('doctor', [], { env });
    expect(health.checks.filter(({ status }) => status === 'problem').map(({ check }) => check)).toEqual([
      'workers',
    ]);
    await command.artifact('db copy', ['--to', bouncer.urlOf(copied), '--yes'], { env });
    const there = { env: { DATABASE_URL: bouncer.urlOf(copied) } };
    expect((await command.artifact('jobs history', [], there)).data).toEqual(data);
  } finally {
    await Promise.all([empty.drop(), copied.drop(), command.remove()]);
  }
});
