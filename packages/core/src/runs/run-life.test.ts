import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../clock/clock.js';
import type { Database } from '../database/database.js';
import { JobStore } from '../jobs/job-store.js';
import { LimitStore } from '../jobs/limit-store.js';
import { setQueueWidth } from '../jobs/set-queue-width.js';
import { createTestDatabase, openTestDatabase, type TestDatabase } from '../testing/index.js';
import { outcomes, RunFixtures } from '../testing/run-fixtures.js';
import { SteppedDatabaseClock } from '../testing/stepped-database-clock.js';
import { testJob } from '../testing/test-job.js';
import { promoteDueRuns } from './claim-runs.js';
import { newRun } from './new-run.js';
import { RetentionStore } from './retention-store.js';
import type { ClaimedRun, Outcome } from './run.js';
import { isFinal, mayMove, type RunStatus } from './run-status.js';
import { settleRuns } from './settle-runs.js';

let test: TestDatabase;
let database: Database;
let fixtures: RunFixtures;

beforeAll(async () => {
  test = await createTestDatabase();
  database = openTestDatabase(test.connection);
  fixtures = new RunFixtures(database);
  await SteppedDatabaseClock.stop(database, new Date('2026-01-01T00:00:00Z'));
  await new JobStore(database).insertMissing([testJob('free'), testJob('tight')]);
});

afterAll(async () => {
  await database.close();
  await test.drop();
});

const jobs = ['free', 'tight'] as const;
const queues = ['default', 'narrow'] as const;
const leaseMs = 2_500;
const maxLost = 3;

const one = fc.nat({ max: 1_000 });
const worker = fc.constantFrom(0, 1);

/** What somebody may do, whatever the state of things; a number chooses among what there is. */
const operation = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('enqueue' as const),
      job: fc.constantFrom(...jobs),
      queue: fc.constantFrom(...queues),
      subject: fc.constantFrom(null, null, 'a', 'b'),
      delayMs: fc.constantFrom(0, 0, 0, 5_000),
      count: fc.integer({ min: 1, max: 3 }),
      maxAttempts: fc.integer({ min: 1, max: 3 }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('claim' as const),
      worker,
      limit: fc.integer({ min: 1, max: 5 }),
      heedless: fc.boolean(),
    }),
  },
  {
    weight: 7,
    arbitrary: fc.record({
      do: fc.constant('settle' as const),
      one,
      outcome: fc.constantFrom<keyof typeof outcomes>(
        'completed',
        'failed',
        'cancelled',
        'retried',
        'returned',
      ),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('settle late' as const), one }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('cancel' as const), one }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('die' as const), worker }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(10, 6_000) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('resubmit' as const), one }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('clear' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('limit' as const), most: fc.constantFrom(null, 1, 2) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('width' as const), most: fc.constantFrom(null, 1, 2) }),
  },
);

type Operation = typeof operation extends fc.Arbitrary<infer Some> ? Some : never;

/** A run with everything that the rules are about. */
interface Row {
  readonly id: number;
  readonly job: string;
  readonly status: RunStatus;
  readonly attempt: number;
  readonly holder: number | null;
  readonly limited: boolean;
  readonly lane: string | null;
  readonly subject: string | null;
  readonly finished: boolean;
  readonly message: string | null;
  /** The whole row. */
  readonly all: string;
}

async function query<Result extends object>(
  text: string,
  values: readonly unknown[] = [],
): Promise<Result[]> {
  return database.query<Result>({ name: text.slice(0, 60), text }, values);
}

async function rowsNow(): Promise<Map<number, Row>> {
  const rows = await query<Row>(
    `select id, job_name as job, status, attempt, claimed_by as holder, limited, case when in_lane then queue end as lane,
       subject, finished_at is not null as finished, result ->> 'message' as message, job_runs::text as all
     from job_runs order by id`,
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** One life of the queue: what was done, what must have come of it. */
class Life {
  before = new Map<number, Row>();
  readonly #workers: number[];
  /** Claims that have not been settled, as their workers know them; what has been rescued is among them. */
  readonly #held: { readonly workerId: number; readonly run: ClaimedRun }[] = [];
  /** What was settled once already, or is somebody else's by now. */
  readonly #late: { readonly workerId: number; readonly run: ClaimedRun }[] = [];
  readonly #recorded = new Map<number, string>();
  #settlements = 0;
  #ended = 0;

  static async begin(): Promise<Life> {
    await query('truncate job_runs, attempts, workers, failures, job_limits cascade');
    await query('update queues set width = null, running = 0');
    await query('update scheduled_jobs set run_count = 0, consecutive_failures = 0');
    for (const name of queues)
      await query('insert into queues (name) values ($1) on conflict do nothing', [name]);
    return new Life([await life(), await life()]);
  }

  private constructor(workers: number[]) {
    this.#workers = workers;
  }

  async perform(step: Operation): Promise<void> {
    switch (step.do) {
      case 'enqueue':
        return this.#enqueue(step);
      case 'claim':
        return this.#claim(step);
      case 'settle':
        return this.#settle(step.one, outcomes[step.outcome]);
      case 'settle late':
        return this.#settleLate(step.one);
      case 'cancel':
        return this.#cancel(step.one);
      case 'die':
        return this.#die(step.worker);
      case 'wait':
        await query(`update infra_test_clock set now = now + $1 * interval '1 ms'`, [step.ms]);
        await promoteDueRuns(database);
        return;
      case 'resubmit':
        return this.#resubmit(step.one);
      case 'clear':
        await new RetentionStore(database, { runsMs: 1, logsMs: 1, skipsMs: 1, auditMs: 1 }).prune({
          finishedRunsOlderThan: 1,
        });
        return;
      case 'limit':
        return limitTight(step.most);
      case 'width':
        await setQueueWidth(
          { database, clock: systemClock },
          { queue: 'narrow', width: step.most, actor: 'test', reason: null },
        );
    }
  }

  async #enqueue(step: Extract<Operation, { do: 'enqueue' }>): Promise<void> {
    const { job, queue, subject, delayMs, maxAttempts } = step;
    const limited = (await limitOf('job_limits', job)) !== undefined;
    const run = newRun(testJob(job), {
      trigger: 'api',
      parameters: {},
      actor: 'test',
      queue,
      subject,
      delayMs,
      maxAttempts,
      limited,
    });
    const busy = [...this.before.values()].some((row) => row.subject === subject && !row.finished);
    const wanted = fixtures.runs.enqueue(
      subject === null ? Array.from({ length: step.count }, () => run) : [run],
    );
    if (subject !== null && busy) await expect(wanted).rejects.toMatchObject({ code: '23505' });
    else await wanted;
  }

  async #claim({ worker: index, limit, heedless }: Extract<Operation, { do: 'claim' }>): Promise<void> {
    const workerId = this.#workers[index] ?? 0;
    const before = await rowsNow();
    const request = { workerId, limit, jobNames: [...jobs] };
    // A worker that has not heard of limits and widths takes nothing past them either.
    const claimed = heedless
      ? await fixtures.claim(workerId, request)
      : await fixtures.claimAmong(workerId, { ...request, queues: [...queues] });
    expect(claimed.length).toBeLessThanOrEqual(limit);
    for (const run of claimed) {
      expect(before.get(run.id)).toMatchObject({ status: 'queued', attempt: run.attempt - 1 });
      this.#held.push({ workerId, run });
    }
    await expectNoneOverClaimed(before);
  }

  async #settle(which: number, outcome: Outcome): Promise<void> {
    const claim = this.#held.splice(which % Math.max(1, this.#held.length), 1)[0];
    if (claim === undefined) return;
    const row = this.before.get(claim.run.id);
    const mine =
      row?.status === 'running' && row.holder === claim.workerId && row.attempt === claim.run.attempt;
    const message = `settlement ${++this.#settlements}`;
    const marked =
      outcome.status === 'completed' && outcome.result !== null
        ? { ...outcome, result: { ...outcome.result, message } }
        : outcome;
    const settled = await settleRuns(database, claim.workerId, [{ run: claim.run, outcome: marked }]);
    expect([...settled.keys()]).toEqual(mine ? [claim.run.id] : []);
    if (mine && outcome.status === 'completed') this.#recorded.set(claim.run.id, message);
    this.#late.push(claim);
  }

  /** Says again, and otherwise, what has been said: by then it is final or another attempt. */
  async #settleLate(which: number): Promise<void> {
    const running = this.#late.filter(({ run }) => this.before.get(run.id)?.status === 'running');
    const late = running.length > 0 ? running : this.#late;
    const claim = late[which % Math.max(1, late.length)];
    if (claim === undefined) return;
    const result = { ...outcomes.completed.result, message: 'too late' };
    const outcome = { ...outcomes.completed, result };
    expect(await settleRuns(database, claim.workerId, [{ run: claim.run, outcome }])).toEqual(new Map());
    expect(await rowsNow()).toEqual(this.before);
  }

  async #cancel(which: number): Promise<void> {
    const row = [...this.before.values()][which % Math.max(1, this.before.size)];
    if (row === undefined) return;
    const { cancelled, requested } = await fixtures.runs.cancel([row.id], 'no more');
    expect(cancelled).toEqual(row.status === 'queued' ? [row.id] : []);
    expect(requested).toEqual(row.status === 'running' ? [row.id] : []);
  }

  /** One worker falls silent and the other one takes what it had; it comes back under another name. */
  async #die(index: number): Promise<void> {
    const dead = this.#workers[index] ?? 0;
    const judge = this.#workers[1 - index] ?? 0;
    await fixtures.silence(judge, 0);
    await fixtures.silence(dead, leaseMs + 1);
    const rescued = await fixtures.workers.rescue(judge, leaseMs, maxLost);
    const lost = [...this.before.values()].filter(({ holder }) => holder === dead).map(({ id }) => id);
    expect(rescued.map(({ id }) => id)).toEqual(lost);
    this.#workers[index] = await life();
  }

  async #resubmit(which: number): Promise<void> {
    const finished = [...this.before.values()].filter((row) => row.finished && row.subject === null);
    const row = finished[which % Math.max(1, finished.length)];
    if (row === undefined) return;
    const limited = (await limitOf('job_limits', row.job)) !== undefined;
    const again = { trigger: 'resubmit', parameters: {}, actor: 'test', retryOf: row.id, limited } as const;
    await fixtures.runs.enqueue([newRun(testJob(row.job), again)]);
  }

  /** Whatever was done: what must be true of every run and every counter. */
  async check(): Promise<void> {
    const after = await rowsNow();
    for (const row of after.values()) {
      const was = this.before.get(row.id);
      expect(row.finished, row.all).toBe(isFinal(row.status));
      expect(row.holder !== null, row.all).toBe(row.status === 'running');
      if (was === undefined) expect(row).toMatchObject({ status: 'queued', attempt: 0 });
      else expectLegal(was, row);
      if (row.status === 'completed') expect(row.message).toBe(this.#recorded.get(row.id));
    }
    this.#ended += [...after.values()].filter(
      (row) => row.finished && !this.before.get(row.id)?.finished,
    ).length;
    this.before = after;
    await this.#checkCounters([...after.values()]);
  }

  async #checkCounters(rows: readonly Row[]): Promise<void> {
    const running = rows.filter(({ status }) => status === 'running');
    const limit = await limitOf('job_limits', 'tight');
    const counted = running.filter(({ job, limited }) => job === 'tight' && limited).length;
    if (limit !== undefined) expect(limit.running, 'runs under the limit').toBe(counted);
    const lane = await limitOf('queues', 'narrow');
    const inLane = running.filter((row) => row.lane === 'narrow').length;
    if (lane?.most != null) expect(lane.running, 'runs in the queue').toBe(inLane);

    const subjects = rows.filter(({ finished, subject }) => !finished && subject !== null);
    expect(new Set(subjects.map(({ subject }) => subject)).size).toBe(subjects.length);
    const [sums] = await query<{
      runs: number;
      failed: number;
      lost: number;
      triedInVain: number;
      gone: number;
    }>(
      `select (select sum(run_count)::int from scheduled_jobs) as runs,
         (select coalesce(sum(failed_attempts), 0)::int from job_runs) as failed,
         (select coalesce(sum(lost), 0)::int from job_runs) as lost,
         (select count(*)::int from attempts where outcome = 'failed') as "triedInVain",
         (select count(*)::int from attempts where outcome = 'lost') as gone`,
    );
    expect(sums?.triedInVain).toBe(sums?.failed);
    expect(sums?.gone).toBe(sums?.lost);
    expect(sums?.runs).toBe(this.#ended);
  }
}

/** A worker's life. */
async function life(): Promise<number> {
  return fixtures.worker();
}

async function limitTight(most: number | null): Promise<void> {
  const tight = testJob('tight', { concurrency: most });
  await database.transaction(async (session) => {
    if (most === null) await new LimitStore(session).remove(['tight']);
    else await new LimitStore(session).write([tight]);
  });
}

async function limitOf(
  table: 'job_limits' | 'queues',
  name: string,
): Promise<{ most: number | null; running: number } | undefined> {
  const text =
    table === 'queues'
      ? 'select width as most, running from queues where name = $1'
      : 'select max_running as most, running from job_limits where job_name = $1';
  const [row] = await query<{ most: number | null; running: number }>(text, [name]);
  return row;
}

/** A claim may leave more running than the limit says only where more were running before it was lowered. */
async function expectNoneOverClaimed(before: ReadonlyMap<number, Row>): Promise<void> {
  const rows = [...(await rowsNow()).values()];
  const newly = rows.filter((row) => row.status === 'running' && before.get(row.id)?.status !== 'running');
  for (const [table, name, counts] of [
    ['job_limits', 'tight', (row: Row) => row.job === 'tight'],
    ['queues', 'narrow', (row: Row) => row.lane === 'narrow'],
  ] as const) {
    const limit = await limitOf(table, name);
    if (limit?.most != null && newly.some(counts)) expect(limit.running).toBeLessThanOrEqual(limit.most);
  }
}

function expectLegal(was: Row, row: Row): void {
  if (isFinal(was.status)) expect(row, 'final is final').toEqual(was);
  if (row.status !== was.status)
    expect(mayMove(was.status, row.status), `${was.status} → ${row.status}`).toBe(true);
  expect(row.attempt - was.attempt).toBe(was.status !== 'running' && row.status === 'running' ? 1 : 0);
}

it('no sequence of operations leads a run astray', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { minLength: 8, maxLength: 24 }), async (steps) => {
      const life = await Life.begin();
      for (const step of steps) {
        await life.perform(step);
        await life.check();
      }
    }),
    { numRuns: 60 },
  );
});
