import { beforeAll, describe, expect, it } from 'vitest';
import { JobStore } from '../../jobs/job-store.js';
import { openTestDatabase } from '../../testing/index.js';
import { outcomes, RunFixtures } from '../../testing/run-fixtures.js';
import { testJob } from '../../testing/test-job.js';
import type { Outcome } from '../run.js';
import { isUnstorable, settledBefore, settleRuns } from './settle-runs.js';
import { useTestDatabase } from '../../testing/use-test-database.js';

const { connection, database, fixtures, query } = useTestDatabase();
let workerId: number;

beforeAll(async () => {
  workerId = await fixtures.worker();
});

async function settle(run: { id: number; attempt: number }, outcome: Outcome, worker = workerId) {
  return (await settleRuns(database, worker, [{ run, outcome }])).get(run.id) ?? null;
}

describe('settling', () => {
  it.each([
    [
      'completed',
      outcomes.completed,
      { status: 'completed', result: outcomes.completed.result, error: null },
    ],
    ['failed', outcomes.failed, { status: 'failed', error: outcomes.failed.error }],
    ['cancelled', outcomes.cancelled, { status: 'cancelled', error: outcomes.cancelled.error }],
  ] as const)('records that a run has %s', async (status, outcome, stored) => {
    const run = await fixtures.claimed(workerId);
    expect(await settle(run, outcome)).toBe(status);
    const read = await fixtures.read(run.id);
    expect(read).toMatchObject(stored);
    expect(read.finishedAt).toBeInstanceOf(Date);
  });

  it('records what somebody asks to cancel at that very moment', async () => {
    const runs = [await fixtures.claimed(workerId), await fixtures.claimed(workerId, { maxAttempts: 2 })];
    const text = `update job_runs set cancel_requested_at = infra_now(), cancel_reason = 'x' where id = any($1)`;
    const blocked = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    const settled = await database.transaction(async (session) => {
      await session.query({ name: 'ask', text }, [runs.map(({ id }) => id)]);
      const settling = runs.map((run, at) => settle(run, at === 0 ? outcomes.completed : outcomes.retried));
      await expect.poll(async () => (await query(blocked)).length).toBe(2);
      return { settling };
    });
    expect(await Promise.all(settled.settling)).toEqual(['completed', 'cancelled']);
  });

  it('keeps worker, host, times and error of each attempt that failed or was given back, and of no other', async () => {
    const run = await fixtures.claimed(workerId, { maxAttempts: 3 });
    await settle(run, outcomes.retried);
    const again = await fixtures.claim(workerId);
    await settle(again[0]!, outcomes.returned);
    const last = await fixtures.claim(workerId);
    await settle(last[0]!, outcomes.completed);
    expect(
      await database.query(
        {
          name: 'attempts',
          text: `select attempt, outcome, worker_id, host, error, started_at <= finished_at as ordered from attempts
            where run_id = $1 order by attempt`,
        },
        [run.id],
      ),
    ).toEqual([
      {
        attempt: 1,
        outcome: 'failed',
        worker_id: workerId,
        host: 'test',
        error: outcomes.retried.error,
        ordered: true,
      },
      { attempt: 2, outcome: 'returned', worker_id: workerId, host: 'test', error: null, ordered: true },
    ]);
    expect(last[0]).toMatchObject({ attempt: 3, failedAttempts: 1 });
  });

  it('makes a run available at the moment that its outcome names, at once when that is over', async () => {
    const now = async () => (await query<{ now: Date }>('select infra_now() as now'))[0]!.now.getTime();
    const failure = { status: 'queued', error: { code: 'job_threw', message: 'busy' } } as const;
    const later = await fixtures.claimed(workerId, { maxAttempts: 2 });
    const retryAt = new Date((await now()) + 60_000);
    expect(await settle(later, { ...failure, retryAt })).toBe('queued');
    expect((await fixtures.read(later.id)).availableAt).toEqual(retryAt);
    expect(await fixtures.claim(workerId)).toEqual([]);
    const sooner = await fixtures.claimed(workerId, { maxAttempts: 2 });
    expect(await settle(sooner, { ...failure, retryAt: new Date((await now()) - 60_000) })).toBe('queued');
    expect(await fixtures.claim(workerId)).toMatchObject([{ id: sooner.id, failedAttempts: 1 }]);
  });

  it('forgets the error of an earlier attempt when a later one succeeds', async () => {
    const run = await fixtures.claimed(workerId, { maxAttempts: 2 });
    await settle(run, outcomes.retried);
    expect((await fixtures.read(run.id)).error).toEqual(outcomes.retried.error);
    const [again] = await fixtures.claim(workerId);
    await settle(again!, outcomes.completed);
    expect((await fixtures.read(run.id)).error).toBeNull();
  });

  it.each([
    [
      'another worker',
      async (run: { id: number; attempt: number }) => settle(run, outcomes.completed, workerId + 1_000),
    ],
    [
      'an earlier attempt',
      async ({ id, attempt }: { id: number; attempt: number }) =>
        settle({ id, attempt: attempt - 1 }, outcomes.completed),
    ],
    [
      'a later attempt',
      async ({ id, attempt }: { id: number; attempt: number }) =>
        settle({ id, attempt: attempt + 1 }, outcomes.completed),
    ],
  ])('refuses the result of %s', async (_, attempt) => {
    const run = await fixtures.claimed(workerId);
    expect(await attempt(run)).toBeNull();
    expect((await fixtures.read(run.id)).status).toBe('running');
  });

  it('refuses a second result, whatever the first was', async () => {
    for (const outcome of Object.values(outcomes)) {
      const run = await fixtures.claimed(workerId, { maxAttempts: 2 });
      await settle(run, outcome);
      const before = await fixtures.read(run.id);
      expect(await settle(run, outcomes.completed)).toBeNull();
      expect(await fixtures.read(run.id)).toEqual(before);
      await query(`delete from job_runs`);
    }
  });

  it('ends as cancelled what was to be tried again and is not wanted any more', async () => {
    for (const outcome of [outcomes.retried, outcomes.returned]) {
      const run = await fixtures.claimed(workerId, { maxAttempts: 2 });
      expect(await fixtures.cancel([run.id], 'not needed')).toEqual({
        cancelled: [],
        requested: [{ id: run.id, jobName: 'job' }],
      });
      expect(await settle(run, outcome)).toBe('cancelled');
      expect(await fixtures.read(run.id)).toMatchObject({
        status: 'cancelled',
        error: { code: 'cancelled', message: 'not needed' },
      });
    }
    const run = await fixtures.claimed(workerId);
    await fixtures.cancel([run.id], 'too late');
    expect(await settle(run, outcomes.completed)).toBe('completed');
  });

  it('knows what an earlier try has recorded', async () => {
    const [done, open, failed] = [
      await fixtures.claimed(workerId),
      await fixtures.claimed(workerId),
      await fixtures.claimed(workerId),
    ];
    await settle(done, outcomes.completed);
    await settle(failed, outcomes.failed);
    const asked = [done, open, failed].map((run) => ({ run, outcome: outcomes.completed }));
    expect([...(await settledBefore(database, asked))]).toEqual([[done.id, 'completed']]);
  });

  it('tells what cannot be stored from what may be stored later', () => {
    const coded = (code: string) => Object.assign(new Error('x'), { code });
    const ofSql = ['22P05', '23514', '54000', '40P01', '53100', '57014', '0A000', 'ECONNRESET'];
    expect(ofSql.filter((code) => isUnstorable(coded(code)))).toEqual(['22P05', '23514', '54000']);
    const huge = {
      ...outcomes.completed,
      result: { ...outcomes.completed.result, output: 'x'.repeat(2 ** 24) },
    };
    return expect(
      settleRuns(database, workerId, [{ run: { id: 1, attempt: 1 }, outcome: huge }]),
    ).rejects.toSatisfy(isUnstorable);
  });

  it('takes text with NUL characters and half surrogate pairs', async () => {
    const run = await fixtures.claimed(workerId);
    const result = { ...outcomes.completed.result, message: 'a\0b', output: { half: '\ud83d' } };
    expect(await settle(run, { ...outcomes.completed, result })).toBe('completed');
    expect((await fixtures.read(run.id)).result).toMatchObject({
      message: 'a\ufffdb',
      output: { half: '\ufffd' },
    });
  });
});

describe('the counters of a job', () => {
  const counters = async () => {
    const state = await new JobStore(database).read('counted');
    return { count: state?.runCount, status: state?.lastStatus, error: state?.lastError };
  };
  const claimed = async () => {
    const [id] = await fixtures.enqueue(1, { jobName: 'counted', maxAttempts: 2 });
    const [run] = await fixtures.claim(workerId, { jobNames: ['counted'] });
    expect(run?.id).toBe(id);
    return run!;
  };

  beforeAll(() => new JobStore(database).insertMissing([testJob('counted')]));

  it('count what is final, and tell of the run that began last, whenever it ends', async () => {
    const first = await claimed();
    await settle(first, outcomes.retried);
    expect(await counters()).toEqual({ count: 0, status: null, error: null });
    const [again] = await fixtures.claim(workerId, { jobNames: ['counted'] });
    await settle(again!, outcomes.failed);
    expect(await counters()).toEqual({ count: 1, status: 'failed', error: 'boom' });

    const [slow, quick] = [await claimed(), await claimed()];
    await settle(quick, outcomes.completed);
    expect(await counters()).toEqual({ count: 2, status: 'success', error: null });
    await settle(slow, outcomes.failed);
    expect(await counters()).toEqual({ count: 3, status: 'success', error: null });

    const state = await new JobStore(database).read('counted');
    const began = (await fixtures.read(quick.id)).startedAt;
    expect([state?.lastRun, state?.lastSuccess]).toEqual([began, began]);
  });

  it('take a batch as a whole', async () => {
    const before = (await counters()).count ?? 0;
    const runs = [await claimed(), await claimed(), await claimed()];
    const [one, two, three] = [outcomes.completed, outcomes.cancelled, outcomes.failed];
    await settleRuns(database, workerId, [
      { run: runs[2]!, outcome: three },
      { run: runs[0]!, outcome: one },
      { run: runs[1]!, outcome: two },
    ]);
    expect(await counters()).toEqual({ count: before + 3, status: 'failed', error: 'boom' });
  });

  it('count a run that is cancelled while it waits, and keep telling of the one that ran last', async () => {
    const before = await counters();
    const [id] = await fixtures.enqueue(1, { jobName: 'counted' });
    expect(await fixtures.cancel([id!], 'no')).toEqual({ cancelled: [id], requested: [] });
    expect(await counters()).toEqual({ ...before, count: (before.count ?? 0) + 1 });
    expect(await fixtures.read(id!)).toMatchObject({ status: 'cancelled', error: { message: 'no' } });
  });
});

describe('a race for one run', () => {
  it("between its worker's result and the rescue has one winner, two hundred times", async () => {
    const winners = { settle: 0, rescue: 0 };
    const other = openTestDatabase(connection);
    const judges = new RunFixtures(other);
    const [owner, judge] = [await fixtures.worker(), await fixtures.worker()];
    await query('delete from job_runs');
    for (let round = 0; round < 200; round++) {
      await query(`update workers set gone_at = null`);
      const run = await fixtures.claimed(owner);
      await fixtures.silence(judge, 0);
      await fixtures.silence(owner, 5_000);
      const [status, rescued] = await Promise.all([
        settle(run, outcomes.completed, owner),
        judges.workers.rescue(judge, 1_000, 3),
      ]);
      const { status: stored } = await fixtures.read(run.id);
      expect([stored, status, rescued.length]).toEqual(
        stored === 'completed' ? ['completed', 'completed', 0] : ['queued', null, 1],
      );
      winners[status === null ? 'rescue' : 'settle']++;
      await query('delete from job_runs');
    }
    expect(winners.settle + winners.rescue).toBe(200);
    await other.close();
  });

  it('between batches of many workers, cancels and rescues knows no deadlock', async () => {
    await new JobStore(database).insertMissing(['a', 'b', 'c', 'd'].map((name) => testJob(name)));
    const errors: unknown[] = [];
    const databases = Array.from({ length: 4 }, () => openTestDatabase(connection));
    const ids: number[] = [];
    for (const jobName of ['a', 'b', 'c', 'd'])
      ids.push(...(await fixtures.enqueue(150, { jobName, maxAttempts: 9 })));
    await Promise.all(
      databases.map(async (own, index) => {
        const mine = new RunFixtures(own);
        const me = await mine.worker();
        await mine.silence(me, 0);
        try {
          for (let round = 0; round < 12; round++) {
            const runs = await mine.claim(me, { jobNames: ['a', 'b', 'c', 'd'], limit: 40 });
            const outcome = round % 2 ? outcomes.retried : outcomes.completed;
            await Promise.all([
              settleRuns(
                own,
                me,
                runs.toReversed().map((run) => ({ run, outcome })),
              ),
              mine.cancel(
                ids.filter((_, at) => at % 29 === round + index),
                'storm',
              ),
              mine.workers.rescue(me, 60_000, 3),
            ]);
          }
        } catch (error) {
          errors.push(error);
        }
        await own.close();
      }),
    );
    expect(errors).toEqual([]);
  });
});
