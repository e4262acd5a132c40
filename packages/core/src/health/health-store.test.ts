import { beforeAll, expect, test, vi } from 'vitest';
import { openTestDatabase } from '../testing/index.js';
import { outcomes } from '../testing/run-fixtures.js';
import { settleRuns } from '../runs/settle/settle-runs.js';
import { HealthStore } from './health-store.js';
import { useTestDatabase } from '../testing/use-test-database.js';

const { connection, database, fixtures, query } = useTestDatabase();
let store: HealthStore;

beforeAll(async () => {
  store = new HealthStore(database);
});

test('an empty system has nothing to tell', async () => {
  expect(await store.schedules(10_000)).toEqual({
    workers: [],
    scheduled: 0,
    overdue: { total: 0, worst: [] },
    storedJobs: [],
    orphaned: [],
    astray: [],
    failing: [],
    pauses: [],
  });
  expect(await store.runs(10_000)).toEqual({
    waiting: [],
    held: { total: 0, runs: [] },
    running: [],
    approvals: { total: 0, oldest: null },
    unresolvedFailures: 0,
    counters: [],
    notifications: { late: 0, abandoned: 0 },
  });
});

test('the server tells its version, its connections and who keeps a transaction open', async () => {
  const other = openTestDatabase(connection);
  await other.transaction(async (session) => {
    await session.query({ name: 'hold', text: 'select 1' });
    const facts = await store.server();
    expect(facts.versionNumber).toBeGreaterThanOrEqual(140000);
    expect(facts.connections).toBeGreaterThanOrEqual(2);
    expect(facts.oldestTransaction).toMatchObject({
      application: 'infra test',
      state: 'idle in transaction',
    });
  });
  await other.close();
  expect((await store.server()).oldestTransaction).toBeNull();
  const { offsetMs, errorMs } = await store.clock(Date.now);
  // One machine, one clock: a millisecond is what Date.now() leaves out.
  expect(Math.abs(offsetMs)).toBeLessThanOrEqual(errorMs + 1);
});

test('the server tells how many rows of runs wait for vacuum', async () => {
  await query('vacuum job_runs');
  await query(
    `insert into job_runs (job_name, status, trigger) select 'dead', 'queued', 'manual' from generate_series(1, 30)`,
  );
  await query(`delete from job_runs where job_name = 'dead'`);
  // A session tells what it has done when it has nothing to do, or when it is asked to.
  const told = async () => {
    await query('select pg_stat_force_next_flush()');
    expect((await store.server()).deadRuns).toBeGreaterThanOrEqual(30);
  };
  await vi.waitFor(told, { timeout: 15_000 });
});

test('schedules tell what is late, orphaned, astray and failing, and workers how long they are silent', async () => {
  await query(`insert into scheduled_jobs (job_name, schedule, enabled, extension, orphaned_at, consecutive_failures, last_error)
    values ('late', '0 * * * * *', true, 'x', null, 0, null), ('gone', '0 * * * * *', true, 'x', infra_now() - interval '1 hour', 0, null),
      ('off', '0 * * * * *', false, 'x', null, 0, null), ('failing', '', true, 'x', null, 3, 'boom'),
      ('quiet', '', true, 'x', null, 2, 'boom')`);
  await query(`insert into job_schedules (job_name, name, schedule, time_zone, overlap, misfire, clock_change, enabled, next_run)
    values ('late', 'default', '0 * * * * *', 'UTC', 'skip', '"skip"', '{}', true, infra_now() - interval '1 minute'),
      ('late', 'soon', '0 * * * * *', 'UTC', 'skip', '"skip"', '{}', true, infra_now() - interval '5 seconds'),
      ('off', 'default', '0 * * * * *', 'UTC', 'skip', '"skip"', '{}', true, infra_now() + interval '1 hour')`);
  await query(`insert into pauses (scope, actor, reason) values ('*', 'ann', 'moving')`);
  const worker = await fixtures.worker();
  await fixtures.silence(worker, 5_000);
  const facts = await store.schedules(10_000);
  expect(facts).toMatchObject({
    workers: [{ id: worker, kind: 'work', jobNames: ['job'], queues: null, stopping: false }],
    scheduled: 3,
    overdue: { total: 1, worst: [{ jobName: 'late', schedule: 'default' }] },
    storedJobs: ['failing', 'gone', 'late', 'off', 'quiet'],
    orphaned: [{ jobName: 'gone' }],
    astray: ['off'],
    failing: [{ jobName: 'failing', failures: 3, lastError: 'boom' }],
    pauses: [{ scope: '*', actor: 'ann', reason: 'moving' }],
  });
  await query('delete from pauses');
  expect(facts.workers[0]?.silentMs).toBeGreaterThanOrEqual(5_000);
  expect(facts.overdue.worst[0]?.lateMs).toBeGreaterThanOrEqual(60_000);
});

test('runs tell who waits, who is held by the dead, and what counters and usual times say', async () => {
  const worker = await fixtures.worker();
  for (let round = 0; round < 10; round++) {
    const completed = await fixtures.claimed(worker);
    await settleRuns(database, worker, [{ run: completed, outcome: outcomes.completed }]);
  }
  const held = await fixtures.claimed(worker);
  expect((await store.runs(10_000)).running).toMatchObject([
    { runId: held.id, jobName: 'job', p95Ms: expect.any(Number) as number },
  ]);
  await fixtures.silence(worker, 15_000);
  const [waiting] = await fixtures.enqueue(2);
  await fixtures.enqueue(1, { delayMs: 60_000 });
  await query(
    `insert into job_limits (job_name, max_running, running) values ('job', 3, 2), ('right', 3, 0)`,
  );
  await query(`update queues set running = 1 where name = 'default'`);
  await query(`insert into failures (run_id, job_name, fingerprint, code, message)
    values (${held.id}, 'job', 'f', 'c', 'm')`);
  await query(`insert into notifications (kind, job_name, available_at, abandoned_at)
    values ('run_ended', 'job', infra_now() - interval '2 minutes', null),
      ('run_ended', 'job', infra_now() - interval '2 hours', infra_now() - interval '1 hour'),
      ('run_ended', 'job', infra_now() + interval '1 minute', null)`);
  const [asking = 0] = await fixtures.enqueue(1);
  await query(`update job_runs set status = 'awaiting_approval', created_at = infra_now() - interval '13 hours'
    where id = ${asking}`);
  await query(`insert into run_approvals (run_id, job_name, expires_at)
    values (${asking}, 'job', infra_now() + interval '11 hours')`);
  expect(waiting).toBeGreaterThan(0);
  expect(await store.runs(10_000)).toMatchObject({
    waiting: [{ jobName: 'job', queue: 'default', runs: 2 }],
    held: { total: 1, runs: [{ runId: held.id, jobName: 'job', workerId: worker }] },
    running: [],
    approvals: { total: 1, oldest: { runId: asking, jobName: 'job' } },
    unresolvedFailures: 1,
    counters: [
      { kind: 'job', name: 'job', counter: 2, running: 0 },
      { kind: 'queue', name: 'default', counter: 1, running: 0 },
    ],
    notifications: { late: 1, abandoned: 1 },
  });
});
