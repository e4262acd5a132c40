import { beforeEach, describe, expect, it } from 'vitest';
import type { Session, Statement } from '../../database/database.js';
import { offsetDatabaseClock, openTestDatabase } from '../../testing/index.js';
import { outcomes, RunFixtures } from '../../testing/run-fixtures.js';
import { claimRuns, promoteDueRuns } from './claim-runs.js';
import { settleRuns } from '../settle/settle-runs.js';
import { useEmptyDatabase } from '../../testing/use-test-database.js';

const { connection, database, fixtures, query } = useEmptyDatabase();

describe('claiming', () => {
  it('gives each of 500 runs to one of two workers, once', async () => {
    const ids = await fixtures.enqueue(500);
    const workers = await Promise.all([fixtures.worker(), fixtures.worker()]);
    const claimed = await Promise.all(
      workers.map(async (workerId) => {
        const mine: number[] = [];
        for (;;) {
          const runs = await fixtures.claim(workerId, { limit: 7 });
          if (runs.length === 0) return mine;
          mine.push(...runs.map(({ id }) => id));
        }
      }),
    );
    expect(claimed.flat().toSorted((a, b) => a - b)).toEqual(ids);
    expect(Math.min(...claimed.map(({ length }) => length))).toBeGreaterThan(0);
    const attempts = await query('select distinct attempt, status from job_runs');
    expect(attempts).toEqual([{ attempt: 1, status: 'running' }]);
  });

  it('takes the oldest first and tells what the run is', async () => {
    const [first] = await fixtures.enqueue(1, { parameters: { a: [1] }, trigger: 'api', maxAttempts: 3 });
    await fixtures.enqueue(2);
    const workerId = await fixtures.worker();
    const [run, ...more] = await fixtures.claim(workerId, { limit: 1 });
    expect(more).toEqual([]);
    expect(run).toMatchObject({
      id: first,
      attempt: 1,
      trigger: 'api',
      parameters: { a: [1] },
      maxAttempts: 3,
    });
  });

  it('leaves the runs of jobs that the worker does not have', async () => {
    await fixtures.enqueue(3, { jobName: 'elsewhere' });
    await fixtures.enqueue(1);
    const workerId = await fixtures.worker();
    expect(await fixtures.claim(workerId)).toHaveLength(1);
    expect(await query(`select distinct status from job_runs where job_name = 'elsewhere'`)).toEqual([
      { status: 'queued' },
    ]);
  });

  it('gives nothing to a worker that was declared dead', async () => {
    await fixtures.enqueue(1);
    await fixtures.enqueueLimited(1);
    await query(`insert into job_limits (job_name, max_running) values ('job', 1)`);
    const workerId = await fixtures.worker();
    await fixtures.workers.leave(workerId);
    expect(await fixtures.claim(workerId)).toEqual([]);
    expect(await fixtures.claimReserved(workerId)).toEqual([]);
    expect(await fixtures.claimAmong(workerId)).toEqual([]);
  });

  it('hands over parameters of a megabyte, whether or not they can be compressed', async () => {
    const large = [
      { text: 'x'.repeat(2 ** 20) },
      {
        text: Array.from({ length: 2 ** 17 }, (_, index) =>
          ((index * 2_654_435_761) >>> 0).toString(36),
        ).join(' '),
      },
      { text: 'y'.repeat(600) },
    ];
    for (const parameters of large) await fixtures.enqueue(1, { parameters });
    const claimed = await fixtures.claim(await fixtures.worker());
    expect(claimed.map(({ parameters }) => parameters)).toEqual(large);
  });

  it('keeps the reply of one statement small, however many are asked for', async () => {
    await fixtures.enqueue(400, { parameters: { text: 'x'.repeat(400) } });
    const workerId = await fixtures.worker();
    const replies = new Map<string, number>();
    const session: Session = {
      async query<Row extends object>(statement: Statement, values?: readonly unknown[]): Promise<Row[]> {
        const rows = await database.query<Row>(statement, values);
        const texts = rows.flatMap((row) => Object.values(row).map((value) => String(value)));
        replies.set(
          statement.name,
          texts.reduce((sum, text) => sum + text.length + 4, 7 * rows.length),
        );
        return rows;
      },
    };
    const claimed = await claimRuns(session, { workerId, limit: 400, jobNames: ['job'] });
    expect(claimed.length).toBeGreaterThan(100);
    expect(replies.get('claim_of_queue')).toBeGreaterThan(10_000);
    expect(replies.get('claim_of_queue')).toBeLessThan(64 * 1_024);
    for (const run of claimed) expect(run.parameters).toEqual({ text: 'x'.repeat(400) });
  });
});

describe('a reserved run', () => {
  it('is taken by its worker only, and by a worker of its own kind of claim', async () => {
    const [owner, other] = [await fixtures.worker(), await fixtures.worker()];
    const [id] = await fixtures.enqueue(1, { reservedFor: owner });
    await fixtures.enqueue(1);
    expect((await fixtures.claim(other)).map((run) => run.id)).not.toContain(id);
    expect(await fixtures.claimReserved(other)).toEqual([]);
    expect((await fixtures.claimReserved(owner)).map((run) => run.id)).toEqual([id]);
  });

  it('is free for others when its worker leaves', async () => {
    const [owner, other] = [await fixtures.worker(), await fixtures.worker()];
    const ids = await fixtures.enqueue(2, { reservedFor: owner });
    await fixtures.workers.leave(owner);
    expect((await fixtures.claim(other)).map((run) => run.id)).toEqual(ids);
  });

  it('is free for others when its worker dies', async () => {
    const [owner, other] = [await fixtures.worker(), await fixtures.worker()];
    const ids = await fixtures.enqueue(2, { reservedFor: owner });
    await fixtures.silence(owner, 5_000);
    await fixtures.silence(other, 0);
    await fixtures.workers.rescue(other, 1_000, 3);
    expect((await fixtures.claim(other)).map((run) => run.id)).toEqual(ids);
  });
});

describe('a limit', () => {
  beforeEach(async () => {
    await query(
      `insert into job_limits (job_name, max_running) select 'job_' || i, 3 from generate_series(1, 4) i`,
    );
  });

  it('is never exceeded by four workers that claim and settle as fast as they can, and ends at nothing', async () => {
    const jobNames = ['job_1', 'job_2', 'job_3', 'job_4'];
    for (const jobName of jobNames) await fixtures.enqueueLimited(60, jobName);
    let most = 0;
    const over = new AbortController();
    const watch = async () => {
      while (!over.signal.aborted) {
        const [row] = await query<{ most: number | null }>(
          `select max(n) as most from (select count(*) as n from job_runs where status = 'running' group by job_name) x`,
        );
        most = Math.max(most, row?.most ?? 0);
      }
    };
    const work = async () => {
      const own = openTestDatabase(connection);
      const mine = new RunFixtures(own);
      const workerId = await mine.worker();
      let settled = 0;
      for (let idle = 0; idle < 20; ) {
        const runs = await mine.claimAmong(workerId, { jobNames, limit: 5 });
        idle = runs.length === 0 ? idle + 1 : 0;
        const { size } = await settleRuns(
          own,
          workerId,
          runs.map((run) => ({ run, outcome: outcomes.completed })),
        );
        settled += size;
      }
      await own.close();
      return settled;
    };
    const watching = watch();
    const settled = await Promise.all([work(), work(), work(), work()]);
    over.abort();
    await watching;
    expect(settled.reduce((sum, count) => sum + count)).toBe(240);
    expect(most).toBeLessThanOrEqual(3);
    expect(most).toBeGreaterThan(1);
    expect(await query('select distinct running from job_limits')).toEqual([{ running: 0 }]);
  });

  it('counts a run until it is settled, returned, cancelled or rescued', async () => {
    const workerId = await fixtures.worker();
    const running = async () =>
      (await query<{ running: number }>(`select running from job_limits where job_name = 'job_1'`))[0];
    for (const outcome of Object.values(outcomes)) {
      await fixtures.enqueueLimited(1, 'job_1');
      const [run] = await fixtures.claimAmong(workerId, { jobNames: ['job_1'] });
      expect(await running()).toEqual({ running: 1 });
      await settleRuns(database, workerId, [{ run: run!, outcome }]);
      expect(await running()).toEqual({ running: 0 });
      await query(`delete from job_runs`);
    }
    await fixtures.enqueueLimited(2, 'job_1');
    await fixtures.claimAmong(workerId, { jobNames: ['job_1'] });
    const judge = await fixtures.worker();
    await fixtures.silence(workerId, 5_000);
    await fixtures.silence(judge, 0);
    expect(await fixtures.workers.rescue(judge, 1_000, 3)).toHaveLength(2);
    expect(await running()).toEqual({ running: 0 });
  });
});

describe('a delayed run', () => {
  it('is claimed only once it is promoted, and is promoted when its time has come', async () => {
    const workerId = await fixtures.worker();
    const run = await fixtures.claimed(workerId, { maxAttempts: 2 });
    const error = { code: 'job_threw', message: 'boom' };
    await settleRuns(database, workerId, [{ run, outcome: { status: 'queued', retryInMs: 60_000, error } }]);
    const { promoted, nextInMs } = await promoteDueRuns(database);
    expect(promoted).toBe(0);
    expect(nextInMs).toBeGreaterThan(50_000);
    expect(nextInMs).toBeLessThanOrEqual(60_000);
    expect(await fixtures.claim(workerId)).toEqual([]);

    await offsetDatabaseClock(database, 60_000);
    expect(await fixtures.claim(workerId)).toEqual([]);
    expect(await promoteDueRuns(database)).toEqual({ promoted: 1, nextInMs: null });
    expect(await fixtures.claim(workerId)).toMatchObject([{ id: run.id, attempt: 2, failedAttempts: 1 }]);
  });
});
