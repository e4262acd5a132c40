import { beforeEach, describe, expect, it } from 'vitest';
import { JobStore } from '../../jobs/job-store.js';
import { freezeDatabaseClock } from '../../testing/frozen-clock.js';
import { outcomes } from '../../testing/run-fixtures.js';
import { testJob } from '../../testing/test-job.js';
import type { ClaimedRun, Outcome } from '../run.js';
import { type SettleNews, settleRuns } from './settle-runs.js';
import { useTestDatabase } from '../../testing/use-test-database.js';

const { database, fixtures, query } = useTestDatabase();
let workerId: number;
let news: SettleNews[];

beforeEach(async () => {
  await query(
    `truncate job_runs, scheduled_jobs, alerts, notifications, job_followers, workers restart identity cascade`,
  );
  workerId = await fixtures.worker();
  await new JobStore(database).insertMissing([testJob('job'), testJob('next'), testJob('last')]);
  news = [];
});

async function streak(): Promise<number | undefined> {
  const [row] = await query<{ failures: number }>(
    `select consecutive_failures as failures from scheduled_jobs where job_name = 'job'`,
  );
  return row?.failures;
}

/** Runs that started one second after the other. */
async function started(count: number): Promise<ClaimedRun[]> {
  const runs: ClaimedRun[] = [];
  for (let n = 0; n < count; n++) {
    await freezeDatabaseClock(database, new Date(Date.UTC(2026, 5, 1, 12, 0, n)));
    runs.push(await fixtures.claimed(workerId));
  }
  return runs;
}

const settle = (runs: readonly ClaimedRun[], outcome: (position: number) => Outcome, worker = workerId) =>
  settleRuns(
    database,
    worker,
    runs.map((run, position) => ({ run, outcome: outcome(position) })),
    { tell: (what) => news.push(what) },
  );

const word = (letter: string | undefined): Outcome =>
  letter === 'f' ? outcomes.failed : letter === 'x' ? outcomes.cancelled : outcomes.completed;

describe('failures in a row', () => {
  // Of each batch the runs in the order of their start: f failed, c completed, x cancelled.
  it.each([
    ['f', 1],
    ['c', 0],
    ['ff', 2],
    ['fc', 0],
    ['cf', 1],
    ['cff', 2],
    ['fcf', 1],
    ['ffcx', 0],
    ['fxf', 2],
  ])('of a batch %j are %i', async (batch, expected) => {
    await settle(await started(batch.length), (position) => word(batch[position]));
    expect(await streak()).toBe(expected);
  });

  it('are counted on from batch to batch, and end with a success', async () => {
    const runs = await started(5);
    await settle(runs.slice(0, 1), () => outcomes.failed);
    await settle(runs.slice(1, 3), () => outcomes.failed);
    expect(await streak()).toBe(3);
    await settle(runs.slice(3, 4), () => outcomes.cancelled);
    expect(await streak()).toBe(3);
    await settle(runs.slice(4), () => outcomes.completed);
    expect(await streak()).toBe(0);
  });

  it('do not end with the success of a run that started before them', async () => {
    const [slow, ...rest] = await started(4);
    await settle(rest, () => outcomes.failed);
    await settle([slow!], () => outcomes.completed);
    expect(await streak()).toBe(3);
  });

  it('lose those that started before a success which ended later', async () => {
    const [first, slow, ...rest] = await started(4);
    await settle([first!, ...rest], () => outcomes.failed);
    await settle([slow!], () => outcomes.completed);
    expect(await streak()).toBe(2);
  });

  it('do not count a failure that started before the last success', async () => {
    const [slow, good] = await started(2);
    await settle([good!], () => outcomes.completed);
    await settle([slow!], () => outcomes.failed);
    expect(await streak()).toBe(0);
  });

  it('count attempts that are tried again for nothing', async () => {
    await settle(await started(2), () => outcomes.retried);
    expect(await streak()).toBe(0);
  });
});

describe('the alert about failures in a row', () => {
  const alerts = () =>
    query<{ kind: string; job_name: string; details: Record<string, unknown>; open: boolean }>(
      'select kind, job_name, details, cleared_at is null as open from alerts order by id',
    );

  it('is raised once, with what failed, and written to the outbox in the same statement', async () => {
    const runs = await started(6);
    await settle(runs.slice(0, 2), () => outcomes.failed);
    expect(await alerts()).toEqual([]);
    await settle(runs.slice(2, 5), () => outcomes.failed);
    await settle(runs.slice(5), () => outcomes.failed);
    expect(await alerts()).toEqual([
      {
        kind: 'repeated_failures',
        job_name: 'job',
        open: true,
        details: {
          failures: 5,
          error: { code: 'job_threw', message: 'boom' },
          runs: runs.slice(0, 5).map(({ id }) => String(id)),
        },
      },
    ]);
    expect(await query('select kind, job_name, alert_id from notifications')).toEqual([
      { kind: 'alert', job_name: 'job', alert_id: 1 },
    ]);
    expect(news.map(({ told }) => told)).toEqual([true]);
  });

  it('is cleared by a success, and raised anew by the next failures in a row', async () => {
    const runs = await started(7);
    await settle(runs.slice(0, 3), () => outcomes.failed);
    await settle(runs.slice(3, 4), () => outcomes.completed);
    expect(news.at(-1)).toMatchObject({ cleared: ['job'] });
    await settle(runs.slice(4), () => outcomes.failed);
    expect((await alerts()).map(({ open }) => open)).toEqual([false, true]);
  });

  it('is one when two workers record failures of the job at the same time, again and again', async () => {
    const other = await fixtures.worker();
    for (let round = 1; round <= 20; round++) {
      await fixtures.enqueue(12);
      const [mine, theirs] = [
        await fixtures.claim(workerId, { limit: 6 }),
        await fixtures.claim(other, { limit: 6 }),
      ];
      await Promise.all([
        ...mine.map((run) => settle([run], () => outcomes.failed)),
        settle(theirs, () => outcomes.failed, other),
      ]);
      expect(await alerts()).toHaveLength(round);
      await settle([await fixtures.claimed(workerId)], () => outcomes.completed);
      expect(await query('select from alerts where cleared_at is null')).toEqual([]);
    }
  });

  it('is raised by a rescue too', async () => {
    await started(3);
    const judge = await fixtures.worker();
    await fixtures.silence(workerId, 60_000);
    await fixtures.silence(judge, 0);
    const rescued = await fixtures.workers.rescue(judge, 1_000, 1);
    expect(rescued.map(({ status }) => status)).toEqual(['failed', 'failed', 'failed']);
    expect(await alerts()).toMatchObject([{ details: { failures: 3, error: { code: 'worker_lost' } } }]);
    expect(await query('select code from failures')).toHaveLength(3);
  });
});

describe('the failure log', () => {
  it('gets each run that failed for good, and no other', async () => {
    const runs = await started(4);
    const endings = [outcomes.failed, outcomes.completed, outcomes.retried, outcomes.cancelled];
    await settle(runs, (position) => endings[position]!);
    expect(await query('select run_id, job_name, code, message, resolved_at from failures')).toEqual([
      { run_id: runs[0]!.id, job_name: 'job', code: 'job_threw', message: 'boom', resolved_at: null },
    ]);
  });
});

describe('the outbox', () => {
  const outbox = () => query('select kind, job_name, run_id, target from notifications order by id');

  it('gets each run that asked for it, once, when it has ended', async () => {
    const notify = { webhook: 'https://example.org/x' };
    const run = await fixtures.claimed(workerId, { notify, maxAttempts: 2 });
    await settle([run], () => outcomes.retried);
    expect(await outbox()).toEqual([]);
    const [again] = await fixtures.claim(workerId);
    await settle([again!], () => outcomes.completed);
    await settle([again!], () => outcomes.completed);
    const [waiting] = await fixtures.enqueue(1, { notify });
    await fixtures.cancel([waiting!], 'enough');
    expect(await outbox()).toEqual([
      { kind: 'run_ended', job_name: 'job', run_id: run.id, target: notify },
      { kind: 'run_ended', job_name: 'job', run_id: waiting, target: notify },
    ]);
  });

  it('has one ping under way at most for a job that is pinged, and none for a failure', async () => {
    await query(`update scheduled_jobs set pinged = true where job_name = 'job'`);
    const runs = await started(4);
    await settle(runs.slice(0, 1), () => outcomes.failed);
    expect(await outbox()).toEqual([]);
    await settle(runs.slice(1, 3), () => outcomes.completed);
    await settle(runs.slice(3), () => outcomes.completed);
    expect(await outbox()).toEqual([{ kind: 'ping', job_name: 'job', run_id: null, target: null }]);
  });
});

describe('what follows a completed run', () => {
  beforeEach(async () => {
    await query(`insert into job_followers values ('job', 'next', '{"a": 1}', 'mail', 3, false, 4),
      ('job', 'last', '{}', 'default', 0, true, 1)`);
  });

  const followers = () =>
    query(`select job_name, status, trigger, parameters, queue, priority, limited, max_attempts, after_run
      from job_runs where trigger = 'chain' order by id`);

  it('is one queued run of each follower, with what is stored of it', async () => {
    const [run] = await started(1);
    await settle([run!], () => outcomes.completed);
    const chained = { status: 'queued', trigger: 'chain', after_run: run!.id };
    const plain = { parameters: {}, queue: 'default', priority: 0, limited: true, max_attempts: 1 };
    expect(await followers()).toEqual([
      { ...chained, ...plain, job_name: 'last' },
      {
        ...chained,
        job_name: 'next',
        parameters: { a: 1 },
        queue: 'mail',
        priority: 3,
        limited: false,
        max_attempts: 4,
      },
    ]);
    expect(news.map(({ followed }) => followed.toSorted())).toEqual([['default', 'mail']]);
  });

  it('is submitted once, however often the success is recorded', async () => {
    const [run] = await started(1);
    await Promise.all(Array.from({ length: 4 }, () => settle([run!], () => outcomes.completed)));
    expect(await followers()).toHaveLength(2);
  });

  it('is nothing after a failure, a cancel, or a success that came too late', async () => {
    const [failed, cancelled, late] = await started(3);
    await settle([failed!], () => outcomes.failed);
    await settle([cancelled!], () => outcomes.cancelled);
    await settle([late!], () => outcomes.completed, await fixtures.worker());
    expect(await followers()).toEqual([]);
  });

  describe('of jobs that work on one subject', () => {
    beforeEach(() => query(`update job_followers set subject = 'a', conflict_group = 'g'`));

    const reduced = async () => {
      const rows = await query<{
        line: string;
      }>(`select concat_ws(' ', job_name, status, error ->> 'code') as line
        from job_runs where trigger = 'chain' order by id`);
      return rows.map(({ line }) => line);
    };

    it('is one run for them all, the others are recorded as cancelled', async () => {
      const [first, second] = await started(2);
      await query(`update job_runs set trace_parent = 'mine' where id = ${first!.id}`);
      await settle([first!, second!], () => outcomes.completed);
      expect(await reduced()).toEqual([
        'last queued',
        'next cancelled subject_busy',
        'last cancelled subject_busy',
        'next cancelled subject_busy',
      ]);
      expect(news.map(({ followed }) => followed)).toEqual([['default']]);
      const traced = await query(
        `select count(*)::int as n from job_runs where trigger = 'chain' and trace_parent = 'mine'`,
      );
      expect(traced).toEqual([{ n: 2 }]);
    });

    it('takes over what its predecessor has held', async () => {
      const [run] = await started(1);
      await query(`update job_runs set subject = 'a', conflict_group = 'g' where id = ${run!.id}`);
      await settle([run!], () => outcomes.completed);
      expect(await reduced()).toEqual(['last queued', 'next cancelled subject_busy']);
    });

    it('is settled again when somebody takes the subject between the look and the insertion', async () => {
      const [run] = await started(1);
      const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
      const settled = await database.transaction(async (session) => {
        await session.query({
          name: 'take',
          text: `insert into job_runs (job_name, status, trigger, subject, conflict_group) values ('other', 'queued', 'api', 'a', 'g')`,
        });
        const settling = settle([run!], () => outcomes.completed);
        await expect.poll(async () => (await query(waiting)).length).toBe(1);
        return { settling };
      });
      await settled.settling;
      expect(await reduced()).toEqual(['last cancelled subject_busy', 'next cancelled subject_busy']);
      expect((await fixtures.read(run!.id)).status).toBe('completed');
    });
  });

  it('leaves out jobs that are disabled or that no process has', async () => {
    await query(`update scheduled_jobs set enabled = false where job_name = 'next'`);
    await query(`update scheduled_jobs set orphaned_at = infra_now() where job_name = 'last'`);
    await settle(await started(1), () => outcomes.completed);
    expect(await followers()).toEqual([]);
  });
});
