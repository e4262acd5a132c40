import { beforeEach, describe, expect, it } from 'vitest';
import pg from 'pg';
import { clientConfig } from '../../database/connection-settings.js';
import { JobStore } from '../../jobs/job-store.js';
import { offsetDatabaseClock } from '../../testing/index.js';
import { testJob } from '../../testing/test-job.js';
import { heartbeat, type HeartbeatAnswer, heartbeatName, vanishedAfterMs } from './worker-store.js';
import { useEmptyDatabase } from '../../testing/use-test-database.js';

const { database, fixtures } = useEmptyDatabase();
let judge: number;

const leaseMs = 10_000;
const gapMs = 3_000;

beforeEach(async () => {
  await new JobStore(database).insertMissing([testJob('job')]);
  judge = await fixtures.worker();
  await fixtures.silence(judge, 0);
});

async function beat(workerId: number): Promise<HeartbeatAnswer> {
  const [answer] = await database.query<HeartbeatAnswer>(heartbeat, [
    workerId,
    gapMs,
    leaseMs,
    leaseMs / 2,
    0,
  ]);
  if (answer === undefined) throw new Error('the heartbeat has no answer');
  return answer;
}

/** A run of a worker that stopped answering. */
async function lostRun(maxAttempts = 1): Promise<number> {
  const workerId = await fixtures.worker();
  const { id } = await fixtures.claimed(workerId, { maxAttempts });
  await fixtures.silence(workerId, leaseMs + 1_000);
  return id;
}

const rescue = (by = judge, maxLost = 3) => fixtures.workers.rescue(by, leaseMs, maxLost, leaseMs / 2);

it.each([
  [{ leaseMs: 2_500, heartbeatMs: 500 }, 1_250],
  [{ leaseMs: 10_000, heartbeatMs: 500 }, 5_000],
  [{ leaseMs: 2_000, heartbeatMs: 700 }, 1_750],
  [{ leaseMs: 1_000, heartbeatMs: 500 }, 1_000],
])('a worker without a connection has time to report by a new one: %j', (lease, afterMs) => {
  expect(vanishedAfterMs(lease)).toBe(afterMs);
});

describe('a heartbeat', () => {
  it('says that the worker is alive, and which of its runs are wanted cancelled', async () => {
    const run = await fixtures.claimed(judge);
    expect(await beat(judge)).toMatchObject({ alive: true, cancelled: [] });
    await fixtures.cancel([run.id], 'enough');
    await fixtures.cancel([run.id], 'really');
    expect(await beat(judge)).toMatchObject({
      alive: true,
      cancelled: [{ id: run.id, reason: 'enough', force: false }],
    });
  });

  it('says that a worker is dead for good', async () => {
    const workerId = await fixtures.worker();
    await fixtures.silence(workerId, leaseMs + 1_000);
    await rescue();
    expect(await beat(workerId)).toMatchObject({ alive: false });
    expect(await beat(workerId)).toMatchObject({ alive: false });
  });

  it('says when half the lease of the others ends, and after that when all of it does', async () => {
    const other = await fixtures.worker();
    await fixtures.silence(other, leaseMs / 2 - 1_000);
    const early = (await beat(judge)).leaseEndsInMs;
    await fixtures.silence(other, leaseMs / 2);
    const late = (await beat(judge)).leaseEndsInMs;
    expect(early).toBeLessThanOrEqual(1_000);
    expect(late).toBeGreaterThan(1_000);
    expect(late).toBeLessThanOrEqual(leaseMs / 2);
  });

  it('says when the lease ends of the other worker that has been silent for longest', async () => {
    expect(await beat(judge)).toMatchObject({ leaseEndsInMs: null });
    const [quiet, lively] = [await fixtures.worker(), await fixtures.worker()];
    await fixtures.silence(lively, 0);
    await fixtures.silence(quiet, leaseMs - 400);
    const { leaseEndsInMs } = await beat(judge);
    expect(leaseEndsInMs).toBeGreaterThan(-5_000);
    expect(leaseEndsInMs).toBeLessThanOrEqual(400);
  });
});

describe('the rescue', () => {
  it('returns the runs of a silent worker to the queue and keeps the lost attempt', async () => {
    const id = await lostRun();
    expect(await rescue()).toMatchObject([{ id, status: 'queued', jobName: 'job' }]);
    expect(await fixtures.read(id)).toMatchObject({ status: 'queued', attempt: 1 });
    expect(await rescue()).toEqual([]);
    const attempts = { name: 'attempts', text: 'select attempt, outcome, error from attempts' };
    expect(await database.query(attempts)).toMatchObject([
      { attempt: 1, outcome: 'lost', error: { code: 'worker_lost' } },
    ]);
    expect(await fixtures.claim(judge)).toMatchObject([{ id, attempt: 2, failedAttempts: 0 }]);
  });

  it('leaves the runs of a worker that reports', async () => {
    const alive = await fixtures.worker();
    await fixtures.claimed(alive);
    await fixtures.silence(alive, leaseMs - 1_000);
    expect(await rescue()).toEqual([]);
  });

  it('sweeps what a dead worker has claimed after it was declared dead', async () => {
    const workerId = await fixtures.worker();
    const { id } = await fixtures.claimed(workerId);
    await database.query({ name: 'gone', text: 'update workers set gone_at = infra_now() where id = $1' }, [
      workerId,
    ]);
    expect(await rescue()).toMatchObject([{ id, status: 'queued' }]);
  });

  it('ends a run that was lost too often, and counts it', async () => {
    const id = await lostRun(5);
    expect(await rescue(judge, 1)).toMatchObject([{ id, status: 'failed' }]);
    expect(await fixtures.read(id)).toMatchObject({ status: 'failed', error: { code: 'worker_lost' } });
    const state = await new JobStore(database).read('job');
    expect(state).toMatchObject({ runCount: 1, lastStatus: 'failed' });
    expect(state?.lastError).toMatch(/^worker \d+ on test stopped answering$/);
  });

  it('ends as cancelled a run that somebody wanted cancelled', async () => {
    const id = await lostRun();
    await fixtures.cancel([id], 'enough');
    expect(await rescue()).toMatchObject([{ id, status: 'cancelled' }]);
    expect(await fixtures.read(id)).toMatchObject({ error: { code: 'cancelled', message: 'enough' } });
    expect(await new JobStore(database).read('job')).toMatchObject({ runCount: 1, lastStatus: 'cancelled' });
  });

  it('is not for a worker that has itself not reported, as when a machine wakes from sleep', async () => {
    await lostRun();
    await fixtures.silence(judge, leaseMs + 1_000);
    expect(await rescue()).toEqual([]);
    expect(await beat(judge)).toMatchObject({ alive: true });
  });

  it('waits one lease after a gap, so that everybody can report after an outage', async () => {
    const other = await fixtures.worker();
    const { id } = await fixtures.claimed(other);
    await offsetDatabaseClock(database, 3_600_000);
    await beat(judge);
    expect(await rescue(), 'right after the outage').toEqual([]);
    await offsetDatabaseClock(database, 3_600_000 + leaseMs - 1_000);
    // A steady judge, but not for a whole lease.
    await database.query(
      { name: 'beat_on', text: 'update workers set heartbeat_at = infra_now() where id = $1' },
      [judge],
    );
    expect(await rescue(), 'within the lease').toEqual([]);
    await offsetDatabaseClock(database, 3_600_000 + leaseMs + 1_000);
    await database.query(
      { name: 'beat_on', text: 'update workers set heartbeat_at = infra_now() where id = $1' },
      [judge],
    );
    expect(await rescue()).toMatchObject([{ id }]);
  });

  describe('of a worker that has been silent for half its lease', () => {
    /** A connection that a worker reports through: its beats say so themselves. */
    async function session(workerId: number): Promise<pg.Client> {
      const client = new pg.Client(clientConfig(database.settings, heartbeatName(workerId)));
      // Its end is a part of the test.
      client.on('error', () => {});
      await client.connect();
      const { processID } = client as pg.Client & { processID: number };
      await client.query({
        text: heartbeat.text,
        values: [workerId, gapMs, leaseMs, leaseMs / 2, processID],
      });
      return client;
    }

    /** Both report through connections of their own, and then one of them is silent. */
    async function half() {
      const mine = await session(judge);
      const workerId = await fixtures.worker();
      const { id } = await fixtures.claimed(workerId);
      const its = await session(workerId);
      // The judge's connection is older than that by far.
      await offsetDatabaseClock(database, 60_000);
      for (const [who, silentMs] of [
        [workerId, leaseMs / 2 + 100],
        [judge, 0],
      ] as const) {
        await fixtures.silence(who, silentMs);
      }
      return { id, mine, its, workerId };
    }

    it('is done when its connection is gone', async () => {
      const { id, mine, its } = await half();
      await its.end();
      await expect.poll(() => rescue()).toMatchObject([{ id, status: 'queued' }]);
      await mine.end();
    });

    it('waits while its connection is there: it may be slow, or stopped', async () => {
      const { mine, its } = await half();
      expect(await rescue()).toEqual([]);
      await Promise.all([mine.end(), its.end()]);
    });

    it('waits when the judge has had to connect anew himself: all may have been cut', async () => {
      const { mine, its, workerId } = await half();
      await Promise.all([mine.end(), its.end()]);
      await offsetDatabaseClock(database, 0);
      const again = await session(judge);
      await fixtures.silence(judge, 0);
      await fixtures.silence(workerId, leaseMs / 2 + 100);
      expect(await rescue()).toEqual([]);
      await again.end();
    });

    it('waits behind a pooler, where nobody can tell whose connection is gone', async () => {
      const { mine, its, workerId } = await half();
      // Told of another process than the one that answers.
      await its.query({ text: heartbeat.text, values: [workerId, gapMs, leaseMs, leaseMs / 2, 1] });
      await fixtures.silence(workerId, leaseMs / 2 + 100);
      await its.end();
      const [row] = await database.query(
        { name: 'pid', text: 'select heartbeat_pid from workers where id = $1' },
        [workerId],
      );
      expect(row).toEqual({ heartbeat_pid: null });
      expect(await rescue()).toEqual([]);
      await mine.end();
    });
  });

  it('of a worker by two others is done once', async () => {
    const ids = [await lostRun(), await lostRun(), await lostRun()];
    const second = await fixtures.worker();
    await fixtures.silence(second, 0);
    const rescued = (await Promise.all([rescue(), rescue(second)])).flat().map(({ id }) => id);
    rescued.push(...(await rescue()).map(({ id }) => id));
    expect(rescued.toSorted((a, b) => a - b)).toEqual(ids);
  });
});
