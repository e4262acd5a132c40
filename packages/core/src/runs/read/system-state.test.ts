import { beforeEach, describe, expect, it } from 'vitest';
import { outcomes } from '../../testing/run-fixtures.js';
import { settleRuns } from '../settle/settle-runs.js';
import { readSystemState } from './system-state.js';
import { useTestDatabase } from '../../testing/use-test-database.js';

const { database, fixtures } = useTestDatabase();

beforeEach(async () => {
  await rows('truncate job_runs, failures, workers, job_schedules, scheduled_jobs, pauses, alerts cascade');
});

let statement = 0;
const rows = (text: string) => database.query({ name: `state_test_${statement++}`, text });
const read = () => readSystemState(database, { leaseMs: 2_500, toleranceMs: 10_000, coming: 3 });

describe('the state of the system', () => {
  it('of an empty database is empty', async () => {
    expect(await read()).toMatchObject({
      workers: [],
      overdue: { total: 0, worst: null },
      active: [],
      waiting: [],
      counts: { pending: 0, awaiting_approval: 0, approved: 0, queued: 0, running: 0 },
      queued: [],
      unrunnable: [],
      coming: [],
      pauses: [],
      unresolvedFailures: 0,
      openAlerts: 0,
    });
  });

  it('has every unfinished run in one of its lists, in the order they will be taken', async () => {
    const worker = await fixtures.worker();
    const running = await fixtures.claimed(worker);
    const [later] = await fixtures.enqueue(1, { delayMs: 60_000 });
    const [low] = await fixtures.enqueue(1, { priority: -1 });
    const [high] = await fixtures.enqueue(1, { priority: 5, queue: 'slow' });
    await rows(
      `insert into job_runs (job_name, status, trigger) values ('job', 'awaiting_approval', 'manual')`,
    );
    const state = await read();
    expect(state.active).toMatchObject([{ id: running.id, workerId: worker, host: 'test', pid: 1 }]);
    expect(state.waiting.slice(0, 3).map(({ id }) => id)).toEqual([high, low, later]);
    expect(state.waiting.at(-1)?.status).toBe('awaiting_approval');
    expect(state.waiting.map(({ parameters }) => parameters)).toEqual([{}, {}, {}, {}]);
    expect(state.counts).toEqual({ pending: 0, awaiting_approval: 1, approved: 0, queued: 3, running: 1 });
    expect(state.queued).toEqual([
      { queue: 'default', ready: 1, delayed: 1 },
      { queue: 'slow', ready: 1, delayed: 0 },
    ]);
    expect(state.workers).toMatchObject([{ id: worker, alive: true, running: 1, queues: null }]);
  });

  it('tells the subject and the parameters of a run that waits, unless they are too large for a list', async () => {
    await rows(`insert into job_runs (job_name, status, trigger, subject, parameters) values
      ('job', 'queued', 'manual', 'yard-7', '{"x": 1}'),
      ('job', 'queued', 'manual', null,
        (select jsonb_object_agg(n, md5(n::text)) from generate_series(1, 500) n))`);
    expect((await read()).waiting).toMatchObject([
      { subject: 'yard-7', parameters: { x: 1 } },
      { subject: null, parameters: null },
    ]);
  });

  it('has a run in one list or the other at every moment, however often it begins and comes back', async () => {
    const worker = await fixtures.worker();
    const ids = await fixtures.enqueue(20);
    let moves = 0;
    const moving = (async () => {
      for (let round = 0; round < 40; round++) {
        const claimed = await fixtures.claim(worker, { limit: 7 });
        moves += claimed.length;
        await settleRuns(
          database,
          worker,
          claimed.map((run) => ({ run, outcome: outcomes.retried })),
        );
        await rows(`update job_runs set ready = true where status = 'queued'`);
      }
    })();
    const moved = new AbortController();
    void moving.finally(() => moved.abort());
    let looks = 0;
    for (; !moved.signal.aborted; looks++) {
      const { active, waiting } = await read();
      expect([...active, ...waiting].map(({ id }) => id).toSorted((a, b) => a - b)).toEqual(ids);
    }
    await moving;
    expect(moves).toBeGreaterThan(200);
    expect(looks).toBeGreaterThan(5);
  });

  it('tells of runs that nobody can take: no live worker has the job, or serves the queue', async () => {
    await fixtures.enqueue(2);
    await fixtures.enqueue(1, { queue: 'slow' });
    const unrunnable = async () => (await read()).unrunnable;
    expect(await unrunnable()).toEqual([
      { jobName: 'job', queue: 'default', runs: 2 },
      { jobName: 'job', queue: 'slow', runs: 1 },
    ]);
    const worker = await fixtures.worker();
    expect(await unrunnable()).toEqual([]);
    await rows(`update workers set queues = '{default}'`);
    expect(await unrunnable()).toEqual([{ jobName: 'job', queue: 'slow', runs: 1 }]);
    await fixtures.silence(worker, 5_000);
    expect(await unrunnable()).toHaveLength(2);
    expect((await read()).workers).toMatchObject([{ alive: false }]);
  });

  it('tells what schedules wait for, and which are late', async () => {
    await rows(`insert into scheduled_jobs (job_name, schedule, extension) values ('a', '', 'x')`);
    await rows(`insert into job_schedules
      (job_name, name, schedule, time_zone, overlap, misfire, clock_change, enabled, next_run, parameters) values
      ('a', 'late', '', 'UTC', 'skip', '"skip"', '{}', true, infra_now() - interval '1 minute', '{"x": 1}'),
      ('a', 'fresh', '', 'UTC', 'skip', '"skip"', '{}', true, infra_now() - interval '1 second', '{}'),
      ('a', 'off', '', 'UTC', 'skip', '"skip"', '{}', false, null, '{}'),
      ('a', 'soon', '', 'UTC', 'skip', '"skip"', '{}', true, infra_now() + interval '1 hour', '{}')`);
    const state = await read();
    expect(state.coming.map(({ scheduleName }) => scheduleName)).toEqual(['late', 'fresh', 'soon']);
    expect(state.coming[0]?.parameters).toEqual({ x: 1 });
    expect(state.overdue).toMatchObject({ total: 1, worst: { jobName: 'a', scheduleName: 'late' } });
    expect(state.overdue.worst?.lateMs).toBeGreaterThanOrEqual(60_000);
  });
});
