import { describe, expect, it } from 'vitest';
import { PauseStore } from '../../jobs/pause-store.js';
import { QueueStore } from '../../jobs/queue-store.js';
import { setQueueWidth } from '../../jobs/set-queue-width.js';
import { systemClock } from '../../clock/clock.js';
import { openTestDatabase } from '../../testing/index.js';
import { freezeDatabaseClock } from '../../testing/frozen-clock.js';
import { outcomes, RunFixtures } from '../../testing/run-fixtures.js';
import { nextRoom } from './claim-among-queues.js';
import type { ClaimedRun } from '../run.js';
import { settleRuns } from '../settle/settle-runs.js';
import { useEmptyDatabase } from '../../testing/use-test-database.js';

const { connection, database, fixtures, query } = useEmptyDatabase();

const idsOf = (runs: readonly ClaimedRun[]) => runs.map(({ id }) => id);

async function complete(workerId: number, runs: readonly ClaimedRun[], on = database): Promise<void> {
  const settlements = runs.map((run) => ({ run, outcome: outcomes.completed }));
  await settleRuns(on, workerId, settlements);
}

async function setWidth(queue: string, width: number | null): Promise<void> {
  await setQueueWidth({ database, clock: systemClock }, { queue, width, actor: 'ann', reason: null });
}

/** Takes one run after the other, each only when the one before has ended. */
async function inOrder(workerId: number, queues: readonly string[], jobNames = ['job']): Promise<number[]> {
  const order: number[] = [];
  for (;;) {
    const runs = await fixtures.claimAmong(workerId, { limit: 1, queues, jobNames });
    if (runs.length === 0) return order;
    order.push(...idsOf(runs));
    await complete(workerId, runs);
  }
}

describe('the order of claims', () => {
  it('is by priority and then by age, within one queue, both ways of claiming', async () => {
    const [low, high, middle] = [
      await fixtures.enqueue(2, { priority: -3 }),
      await fixtures.enqueue(2, { priority: 1000 }),
      await fixtures.enqueue(1),
    ];
    const workerId = await fixtures.worker();
    const [first] = await fixtures.claim(workerId, { limit: 1 });
    expect(first?.id).toBe(high[0]);
    expect(await inOrder(workerId, ['default'])).toEqual([high[1], ...middle, ...low]);
  });

  it('is the same over several queues', async () => {
    await new QueueStore(database).insertMissing(['mail', 'reports']);
    const [a] = await fixtures.enqueue(1, { queue: 'mail' });
    const [b] = await fixtures.enqueue(1, { queue: 'reports', priority: 5 });
    const [c] = await fixtures.enqueue(1, { priority: 5 });
    const [d] = await fixtures.enqueue(1, { queue: 'mail', priority: 9 });
    const [e] = await fixtures.enqueue(1, { queue: 'reports' });
    const workerId = await fixtures.worker();
    expect(await inOrder(workerId, ['default', 'mail', 'reports'])).toEqual([d, b, c, a, e]);
  });

  it('is the same for limited runs among others: neither goes before its turn', async () => {
    await query(`insert into job_limits (job_name, max_running) values ('single', 1)`);
    const [a] = await fixtures.enqueue();
    const [b] = await fixtures.enqueue(1, { jobName: 'single', limited: true });
    const [c] = await fixtures.enqueue();
    const [d] = await fixtures.enqueue(1, { jobName: 'single', limited: true, priority: 1 });
    const [e] = await fixtures.enqueue(1, { priority: 2 });
    const workerId = await fixtures.worker();
    expect(await inOrder(workerId, ['default'], ['job', 'single'])).toEqual([e, d, a, b, c]);
  });

  it('holds for a batch: what does not fit any more is of the lowest priority', async () => {
    await new QueueStore(database).insertMissing(['mail']);
    const low = await fixtures.enqueue(5, { queue: 'mail' });
    const high = await fixtures.enqueue(5, { priority: 1 });
    const claimed = await fixtures.claimAmong(await fixtures.worker(), {
      limit: 7,
      queues: ['default', 'mail'],
    });
    expect(idsOf(claimed)).toEqual([...low.slice(0, 2), ...high]);
  });
});

describe('a queue', () => {
  it('that a worker does not serve keeps its runs', async () => {
    await new QueueStore(database).insertMissing(['mail', 'reports']);
    await fixtures.enqueue(1, { queue: 'mail' });
    const [wanted] = await fixtures.enqueue(1, { queue: 'reports' });
    const workerId = await fixtures.worker();
    expect(await fixtures.claim(workerId)).toEqual([]);
    expect(idsOf(await fixtures.claimAmong(workerId, { queues: ['default', 'reports'] }))).toEqual([wanted]);
  });

  it('that is paused gives nothing, and everything paused gives nothing at all, but what was named by hand', async () => {
    await new QueueStore(database).insertMissing(['mail']);
    const workerId = await fixtures.worker();
    const [reserved] = await fixtures.enqueue(1, { reservedFor: workerId });
    const [plain] = await fixtures.enqueue();
    const [mail] = await fixtures.enqueue(1, { queue: 'mail' });
    const pauses = new PauseStore(database);
    const queues = ['default', 'mail'];

    await pauses.pause('default', 'ann', 'first');
    expect(await fixtures.claim(workerId)).toEqual([]);
    expect(idsOf(await fixtures.claimAmong(workerId, { queues }))).toEqual([mail]);
    await pauses.pause(null, 'ann', 'all of it');
    await pauses.resume('default');
    expect(await fixtures.claim(workerId)).toEqual([]);
    expect(await fixtures.claimAmong(workerId, { queues })).toEqual([]);
    expect(idsOf(await fixtures.claimReserved(workerId))).toEqual([reserved]);
    await pauses.resume(null);
    expect(idsOf(await fixtures.claim(workerId))).toEqual([plain]);
  });

  it('is paused since the first time, for the latest reason', async () => {
    const pauses = new PauseStore(database);
    const { since } = await pauses.pause('default', 'ann', 'first');
    expect(await pauses.pause('default', 'bob', 'second')).toEqual({
      queue: 'default',
      actor: 'bob',
      reason: 'second',
      since,
    });
    expect(await pauses.resume('default')).toBe(true);
    expect(await pauses.resume('default')).toBe(false);
  });
});

describe('widths and limits together', () => {
  const jobNames = ['job', 'job_1', 'job_2', 'job_3'];
  const queues = ['default', 'mail', 'reports'];

  it('are never exceeded by eight workers that claim and settle as fast as they can, and end at nothing', async () => {
    await setWidth('mail', 4);
    await setWidth('reports', 2);
    await query(
      `insert into job_limits (job_name, max_running) select 'job_' || i, i from generate_series(1, 3) i`,
    );
    for (const queue of queues) {
      await fixtures.enqueue(60, { queue, priority: queue.length });
      for (const jobName of jobNames.slice(1)) await fixtures.enqueue(30, { queue, jobName, limited: true });
    }
    const over = new AbortController();
    const most = watchMost(over.signal);
    const settled = await Promise.all(Array.from({ length: 8 }, () => workUntilIdle({ jobNames, queues })));
    over.abort();
    expect(settled.reduce((sum, count) => sum + count)).toBe(3 * (60 + 3 * 30));
    const seen = await most;
    const limits = Object.entries({ mail: 4, reports: 2, job_1: 1, job_2: 2, job_3: 3 });
    expect(limits.filter(([name, limit]) => (seen.get(name) ?? 0) > limit)).toEqual([]);
    expect(limits.filter(([name]) => (seen.get(name) ?? 0) === 0)).toEqual([]);
    expect(await query(`select distinct running from job_limits union select running from queues`)).toEqual([
      { running: 0 },
    ]);
  }, 60_000);

  it('leave no room where only one of the two has some', async () => {
    await setWidth('mail', 2);
    await query(`insert into job_limits (job_name, max_running) values ('single', 1), ('pair', 2)`);
    await fixtures.enqueue(3, { queue: 'mail', jobName: 'single', limited: true });
    const pair = await fixtures.enqueue(3, { queue: 'mail', jobName: 'pair', limited: true });
    const workerId = await fixtures.worker();
    const claim = () => fixtures.claimAmong(workerId, { queues, jobNames: ['single', 'pair'] });
    const first = await claim();
    expect(first.map(({ jobName }) => jobName)).toEqual(['single', 'pair']);
    expect(await claim()).toEqual([]);
    await complete(workerId, first.slice(0, 1));
    expect((await claim()).map(({ jobName }) => jobName)).toEqual(['single']);
    await complete(workerId, first.slice(1));
    expect(idsOf(await claim())).toEqual([pair[1]]);
  });

  it('count a run until it is settled, retried, returned, cancelled or rescued', async () => {
    await setWidth('mail', 2);
    const workerId = await fixtures.worker();
    const running = async () =>
      (await query<{ running: number }>(`select running from queues where name = 'mail'`))[0]?.running;
    for (const outcome of Object.values(outcomes)) {
      await fixtures.enqueue(1, { queue: 'mail', maxAttempts: 2 });
      const [run] = await fixtures.claimAmong(workerId, { queues: ['mail'] });
      if (run === undefined) throw new Error('nothing was claimed');
      expect(await running()).toBe(1);
      await settleRuns(database, workerId, [{ run, outcome }]);
      expect(await running()).toBe(0);
      await query('delete from job_runs');
    }
    await fixtures.enqueue(3, { queue: 'mail' });
    expect(await fixtures.claimAmong(workerId, { queues: ['mail'] })).toHaveLength(2);
    const judge = await fixtures.worker();
    await fixtures.silence(workerId, 5_000);
    await fixtures.silence(judge, 0);
    expect(await fixtures.workers.rescue(judge, 1_000, 3)).toHaveLength(2);
    expect(await running()).toBe(0);
    expect(await fixtures.claimAmong(judge, { queues: ['mail'] })).toHaveLength(2);
  });
});

describe('a rate', () => {
  it('lets the burst through at once, then one token at a time, and tells when the next comes', async () => {
    const begin = Date.now();
    const standAt = (ms: number) => freezeDatabaseClock(database, new Date(begin + ms));
    await standAt(0);
    await query(`insert into job_limits (job_name, rate, burst, tokens, refilled_at)
      values ('job', 2, 3, 3, infra_now())`);
    await fixtures.enqueue(6, { limited: true });
    const workerId = await fixtures.worker();
    const room = () => nextRoom(database, ['job'], ['default']);
    expect(await room()).toBe(0);
    expect(await fixtures.claimAmong(workerId)).toHaveLength(3);
    expect(await fixtures.claimAmong(workerId)).toEqual([]);
    expect(await room()).toBe(500);
    expect(await nextRoom(database, ['other'], ['default'])).toBeNull();
    expect(await nextRoom(database, ['job'], ['mail'])).toBeNull();
    await standAt(499);
    expect(await fixtures.claimAmong(workerId)).toEqual([]);
    await standAt(500);
    expect(await fixtures.claimAmong(workerId)).toHaveLength(1);
    await standAt(60_000);
    expect(await fixtures.claimAmong(workerId)).toHaveLength(2);
    expect(await room()).toBeNull();
  });

  it('is never exceeded by eight workers: in no stretch of time more starts than burst and rate allow', async () => {
    const [rate, burst, runs] = [200, 10, 200];
    await query(`insert into job_limits (job_name, rate, burst, tokens, refilled_at)
      values ('job', ${rate}, ${burst}, ${burst}, infra_now())`);
    await fixtures.enqueue(runs, { limited: true });
    const settled = await Promise.all(
      Array.from({ length: 8 }, () => workUntilIdle({ jobNames: ['job'], queues: ['default'] })),
    );
    expect(settled.reduce((sum, count) => sum + count)).toBe(runs);
    const starts = (
      await query<{ at: number }>(
        `select (extract(epoch from started_at) * 1000)::float8 as at from job_runs order by started_at`,
      )
    ).map(({ at }) => at);
    const excess = starts.flatMap((first, from) =>
      starts.slice(from).map((last, more) => more + 1 - burst - ((last - first) * rate) / 1_000),
    );
    expect(Math.max(...excess)).toBeLessThanOrEqual(0.001);
    expect(await query('select running from job_limits')).toEqual([{ running: 0 }]);
  }, 30_000);
});

interface Work {
  readonly jobNames: readonly string[];
  readonly queues: readonly string[];
}

/** A worker on a connection of its own that claims a few and settles them until nothing waits; how many it settled. */
async function workUntilIdle({ jobNames, queues }: Work): Promise<number> {
  const own = openTestDatabase(connection);
  const mine = new RunFixtures(own);
  const workerId = await mine.worker();
  const left = { name: 'left', text: `select count(*) as runs from job_runs where status = 'queued'` };
  let settled = 0;
  for (;;) {
    const runs = await mine.claimAmong(workerId, { jobNames, queues, limit: 5 });
    await complete(workerId, runs, own);
    settled += runs.length;
    if (runs.length > 0) continue;
    const [row] = await own.query<{ runs: number }>(left);
    if (row?.runs === 0) break;
  }
  await own.close();
  return settled;
}

/** The most runs of each job and of each queue that ran at once, as far as anybody could see. */
async function watchMost(signal: AbortSignal): Promise<Map<string, number>> {
  const most = new Map<string, number>();
  while (!signal.aborted) {
    const rows = await query<{ name: string; runs: number }>(
      `select job_name as name, count(*) as runs from job_runs where status = 'running' and limited group by 1
       union all select queue, count(*) from job_runs where status = 'running' group by 1`,
    );
    for (const { name, runs } of rows) most.set(name, Math.max(runs, most.get(name) ?? 0));
  }
  return most;
}
