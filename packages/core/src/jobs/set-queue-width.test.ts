import { describe, expect, it } from 'vitest';
import { systemClock } from '../clock/clock.js';
import { settleRuns } from '../runs/settle/settle-runs.js';
import { openTestDatabase } from '../testing/index.js';
import { outcomes, RunFixtures } from '../testing/run-fixtures.js';
import { setQueueWidth } from './set-queue-width.js';
import { SlotStore } from './slot-store.js';
import { useEmptyDatabase } from '../testing/use-test-database.js';

const { connection, database, fixtures, query } = useEmptyDatabase();

const setWidth = (width: number | null, queue = 'default') =>
  setQueueWidth({ database, clock: systemClock }, { queue, width, actor: 'ann', reason: 'enough' });

async function runningNow(): Promise<number> {
  const [row] = await query<{ runs: number }>(
    `select count(*) as runs from job_runs where status = 'running'`,
  );
  return row?.runs ?? 0;
}

describe('a width', () => {
  it('counts what runs already: nothing more starts until there is room', async () => {
    await fixtures.enqueue(10);
    const workerId = await fixtures.worker();
    const running = await fixtures.claim(workerId, { limit: 3 });
    await setWidth(2);
    expect(await fixtures.claim(workerId)).toEqual([]);
    expect(await fixtures.claimAmong(workerId)).toEqual([]);
    const settle = (count: number) =>
      settleRuns(
        database,
        workerId,
        running.splice(0, count).map((run) => ({ run, outcome: outcomes.completed })),
      );
    await settle(1);
    expect(await fixtures.claimAmong(workerId)).toEqual([]);
    await settle(1);
    expect(await fixtures.claimAmong(workerId)).toHaveLength(1);
    await setWidth(4);
    expect(await fixtures.claimAmong(workerId)).toHaveLength(2);
    await setWidth(null);
    expect(await fixtures.claim(workerId)).toHaveLength(4);
    await setWidth(9);
    expect(await query('select width, running from queues')).toEqual([{ width: 9, running: 8 }]);
  });

  it('does not count what was named by hand', async () => {
    const workerId = await fixtures.worker();
    await fixtures.enqueue(1, { reservedFor: workerId });
    expect(await fixtures.claimReserved(workerId)).toHaveLength(1);
    await setWidth(1);
    await fixtures.enqueue(2);
    expect(await fixtures.claimAmong(workerId)).toHaveLength(1);
  });

  it('leaves a record of who set it and why', async () => {
    await setWidth(3, 'mail');
    expect(await query('select actor, action, target, reason, details from audit_events')).toEqual([
      { actor: 'ann', action: 'queue_width_set', target: 'mail', reason: 'enough', details: { width: 3 } },
    ]);
  });

  it('holds from the moment it is set, again and again, while eight workers claim as fast as they can', async () => {
    const width = 3;
    await fixtures.enqueue(600);
    const over = new AbortController();
    const working = Array.from({ length: 8 }, () => work(over.signal));
    for (let round = 0; round < 12; round++) {
      await setWidth(width);
      // What ran when it was set may end in its own time; nothing is added to it.
      let before = await runningNow();
      for (let look = 0; look < 10; look++) {
        const now = await runningNow();
        expect(now).toBeLessThanOrEqual(Math.max(width, before));
        before = now;
      }
      await setWidth(null);
    }
    over.abort();
    await Promise.all(working);
    expect(await new SlotStore(database).miscounted()).toEqual({ jobs: [], queues: [] });
  }, 60_000);

  /** Claims by either way, as a worker does that has or has not heard of the width, and settles. */
  async function work(signal: AbortSignal): Promise<void> {
    const own = openTestDatabase(connection);
    const mine = new RunFixtures(own);
    const workerId = await mine.worker();
    while (!signal.aborted) {
      const runs = [
        ...(await mine.claim(workerId, { limit: 4 })),
        ...(await mine.claimAmong(workerId, { limit: 4 })),
      ];
      const settlements = runs.map((run) => ({ run, outcome: outcomes.retried }));
      await settleRuns(own, workerId, settlements);
    }
    await own.close();
  }
});

describe('a count that went wrong', () => {
  it('is found and corrected, while workers claim and settle', async () => {
    await setWidth(3);
    await query(`insert into job_limits (job_name, max_running, running) values ('job', 3, 2)`);
    await query(`update queues set running = 3`);
    const slots = new SlotStore(database);
    expect(await slots.miscounted()).toEqual({ jobs: ['job'], queues: ['default'] });
    await fixtures.enqueue(5, { limited: true });
    const workerId = await fixtures.worker();
    expect(await fixtures.claimAmong(workerId)).toEqual([]);
    await database.transaction((session) =>
      new SlotStore(session).recount({ jobs: ['job'], queues: ['default'] }),
    );
    expect(await slots.miscounted()).toEqual({ jobs: [], queues: [] });
    expect(await fixtures.claimAmong(workerId)).toHaveLength(3);
    expect(await slots.miscounted()).toEqual({ jobs: [], queues: [] });
  });
});
