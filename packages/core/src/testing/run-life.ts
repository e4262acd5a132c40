import assert from 'node:assert/strict';
import { systemClock } from '../clock/clock.js';
import type { Database } from '../database/database.js';
import { JobStore } from '../jobs/job-store.js';
import { LimitStore } from '../jobs/limit-store.js';
import { setQueueWidth } from '../jobs/set-queue-width.js';
import { cancelRuns } from '../runs/settle/cancel-runs.js';
import { promoteDueRuns } from '../runs/claim/claim-runs.js';
import { newRun } from '../runs/submit/new-run.js';
import type { ClaimedRun, Outcome } from '../runs/run.js';
import { isFinal, mayMove } from '../runs/run-status.js';
import { settleRuns } from '../runs/settle/settle-runs.js';
import { outcomes, RunFixtures } from './run-fixtures.js';
import { type RunRow, RunTables } from './run-tables.js';
import { testJob } from './test-job.js';

/** The jobs of a life; `tight` is the one that a limit comes and goes for. */
export const lifeJobs = ['free', 'tight'] as const;
/** Its queues; `narrow` is the one whose width changes. */
export const lifeQueues = ['default', 'narrow'] as const;

/** What somebody does, whatever the state of things; `one` is a number that chooses among what there is. */
export type LifeStep =
  | {
      readonly do: 'enqueue';
      readonly job: (typeof lifeJobs)[number];
      readonly queue: (typeof lifeQueues)[number];
      readonly subject: string | null;
      readonly delayMs: number;
      readonly count: number;
    }
  | { readonly do: 'claim'; readonly worker: 0 | 1; readonly limit: number; readonly heedless: boolean }
  | { readonly do: 'settle'; readonly one: number; readonly outcome: keyof typeof outcomes }
  | { readonly do: 'settle late' | 'cancel' | 'resubmit'; readonly one: number }
  | { readonly do: 'die'; readonly worker: 0 | 1 }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'clear' }
  | { readonly do: 'limit' | 'width'; readonly most: number | null };

interface Claim {
  readonly workerId: number;
  readonly run: ClaimedRun;
}

const leaseMs = 2_500;
const maxLost = 3;

/**
 * One life of the queue: performs steps with the statements that the engine uses, and knows of each what must come of it.
 * Whatever breaks a rule of the state machine is an `AssertionError`.
 */
export class RunLife {
  readonly #database: Database;
  readonly #fixtures: RunFixtures;
  readonly #tables: RunTables;
  readonly #workers: number[] = [];
  /** Claims as their workers know them that have not been settled; what was rescued is among them. */
  readonly #held: Claim[] = [];
  /** What was settled once already. */
  readonly #late: Claim[] = [];
  /** What each completed run must say. */
  readonly #recorded = new Map<number, string>();
  #before: ReadonlyMap<number, RunRow> = new Map();
  #settlements = 0;
  #ended = 0;

  /** Begins with empty tables on a database whose clock stands (see `SteppedDatabaseClock`). */
  static async begin(database: Database): Promise<RunLife> {
    const life = new RunLife(database);
    await life.#tables.empty(lifeQueues);
    await new JobStore(database).insertMissing(lifeJobs.map((name) => testJob(name)));
    life.#workers.push(await life.#fixtures.worker(), await life.#fixtures.worker());
    return life;
  }

  private constructor(database: Database) {
    this.#database = database;
    this.#fixtures = new RunFixtures(database);
    this.#tables = new RunTables(database);
  }

  /** Performs a step and checks everything that must be true after it. */
  async perform(step: LifeStep): Promise<void> {
    await this.#act(step);
    await this.#check();
  }

  async #act(step: LifeStep): Promise<void> {
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
      case 'resubmit':
        return this.#resubmit(step.one);
      case 'die':
        return this.#die(step.worker);
      case 'wait':
        await this.#tables.wait(step.ms);
        await promoteDueRuns(this.#database);
        return;
      case 'clear':
        return this.#tables.clear();
      case 'limit':
        return this.#limit(step.most);
      case 'width':
        return this.#widen(step.most);
    }
  }

  async #enqueue(step: Extract<LifeStep, { do: 'enqueue' }>): Promise<void> {
    const { job, queue, subject, delayMs, count } = step;
    const limited = (await this.#tables.limit(job)) !== null;
    const asked = {
      trigger: 'api',
      parameters: {},
      actor: 'test',
      queue,
      subject,
      delayMs,
      limited,
    } as const;
    const runs = Array.from({ length: subject === null ? count : 1 }, () => newRun(testJob(job), asked));
    const busy = [...this.#before.values()].some((row) => row.subject === subject && !row.finished);
    const stored = this.#fixtures.store(runs);
    if (subject !== null && busy) await assert.rejects(stored, { code: 'subject_busy' });
    else await stored;
  }

  async #claim({ worker, limit, heedless }: Extract<LifeStep, { do: 'claim' }>): Promise<void> {
    const workerId = this.#workers[worker] ?? 0;
    const request = { workerId, limit, jobNames: lifeJobs };
    // A worker that has not heard of limits and widths takes nothing past them either.
    const claimed = heedless
      ? await this.#fixtures.claim(workerId, request)
      : await this.#fixtures.claimAmong(workerId, { ...request, queues: lifeQueues });
    assert.ok(claimed.length <= limit);
    for (const run of claimed) {
      const { status, attempt } = this.#before.get(run.id) ?? {};
      assert.deepEqual({ status, attempt }, { status: 'queued', attempt: run.attempt - 1 });
      this.#held.push({ workerId, run });
    }
    const ids = new Set(claimed.map(({ id }) => id));
    const taken = [...(await this.#tables.rows()).values()].filter(({ id }) => ids.has(id));
    const tight = await this.#tables.limit('tight');
    if (taken.some(({ job }) => job === 'tight')) assertRoom(tight);
    if (taken.some(({ lane }) => lane === 'narrow')) assertRoom(await this.#tables.width('narrow'));
  }

  async #settle(which: number, outcome: Outcome): Promise<void> {
    const [claim] = this.#held.splice(which % Math.max(1, this.#held.length), 1);
    if (claim === undefined) return;
    const row = this.#before.get(claim.run.id);
    const mine =
      row?.status === 'running' && row.holder === claim.workerId && row.attempt === claim.run.attempt;
    const message = `settlement ${++this.#settlements}`;
    const settled = await this.#record(claim, saying(outcome, message));
    assert.equal(settled, mine, 'settled by whoever holds it, and by nobody else');
    if (mine && outcome.status === 'completed') this.#recorded.set(claim.run.id, message);
    this.#late.push(claim);
  }

  /** Says otherwise what has been said already: by then it is final, or another attempt. */
  async #settleLate(which: number): Promise<void> {
    const running = this.#late.filter(({ run }) => this.#before.get(run.id)?.status === 'running');
    const claim = oneOf(running.length > 0 ? running : this.#late, which);
    if (claim === undefined) return;
    assert.equal(await this.#record(claim, saying(outcomes.completed, 'too late')), false);
    assert.deepEqual(await this.#tables.rows(), this.#before);
  }

  async #record({ workerId, run }: Claim, outcome: Outcome): Promise<boolean> {
    return (await settleRuns(this.#database, workerId, [{ run, outcome }])).has(run.id);
  }

  async #cancel(which: number): Promise<void> {
    const row = oneOf([...this.#before.values()], which);
    if (row === undefined) return;
    const request = { reason: 'no more', actor: 'test', force: false };
    const { cancelled, requested } = await cancelRuns(this.#database, [row.id], request);
    assert.deepEqual(cancelled, row.status === 'queued' ? [row.id] : []);
    assert.deepEqual(
      requested.map(({ id }) => id),
      row.status === 'running' ? [row.id] : [],
    );
  }

  async #resubmit(which: number): Promise<void> {
    const finished = [...this.#before.values()].filter((row) => row.finished && row.subject === null);
    const row = oneOf(finished, which);
    if (row === undefined) return;
    const limited = (await this.#tables.limit(row.job)) !== null;
    const asked = { trigger: 'resubmit', parameters: {}, actor: 'test', retryOf: row.id, limited } as const;
    await this.#fixtures.store([newRun(testJob(row.job), asked)]);
  }

  /** One worker falls silent and the other one gives back what it had; it begins again under another name. */
  async #die(worker: 0 | 1): Promise<void> {
    const dead = this.#workers[worker] ?? 0;
    const judge = this.#workers[1 - worker] ?? 0;
    await this.#fixtures.silence(judge, 0);
    await this.#fixtures.silence(dead, leaseMs + 1);
    const rescued = await this.#fixtures.workers.rescue(judge, leaseMs, maxLost);
    const lost = [...this.#before.values()].filter(({ holder }) => holder === dead);
    assert.deepEqual(
      rescued.map(({ id }) => id),
      lost.map(({ id }) => id),
    );
    this.#workers[worker] = await this.#fixtures.worker();
  }

  async #limit(most: number | null): Promise<void> {
    await this.#database.transaction(async (session) => {
      const limits = new LimitStore(session);
      if (most === null) await limits.remove(['tight']);
      else await limits.write([testJob('tight', { concurrency: most })]);
    });
  }

  async #widen(width: number | null): Promise<void> {
    const tools = { database: this.#database, clock: systemClock };
    await setQueueWidth(tools, { queue: 'narrow', width, actor: 'test', reason: null });
  }

  async #check(): Promise<void> {
    const after = await this.#tables.rows();
    for (const row of after.values()) {
      const was = this.#before.get(row.id);
      assert.equal(row.finished, isFinal(row.status), row.all);
      assert.equal(row.holder !== null, row.status === 'running', row.all);
      assertLegal(was, row);
      if (row.status === 'completed') assert.equal(row.message, this.#recorded.get(row.id));
      if (row.finished && was?.finished !== true) this.#ended++;
    }
    this.#before = after;
    await this.#checkSums([...after.values()]);
  }

  async #checkSums(rows: readonly RunRow[]): Promise<void> {
    const running = rows.filter(({ status }) => status === 'running');
    const limit = await this.#tables.limit('tight');
    const counted = running.filter(({ job, limited }) => job === 'tight' && limited);
    if (limit !== null) assert.equal(limit.running, counted.length, 'runs under the limit');
    const width = await this.#tables.width('narrow');
    const inLane = running.filter(({ lane }) => lane === 'narrow');
    if (width?.most != null) assert.equal(width.running, inLane.length, 'runs in the queue');

    const subjects = rows.filter(({ finished, subject }) => !finished && subject !== null);
    assert.equal(
      new Set(subjects.map(({ subject }) => subject)).size,
      subjects.length,
      'a subject is held once',
    );
    const sums = await this.#tables.sums();
    assert.equal(sums.counted, this.#ended, 'every run is counted once when it ends');
    assert.equal(sums.failedTries, sums.failed, 'every failed attempt is recorded');
    assert.equal(sums.lostTries, sums.lost, 'every lost attempt is recorded');
  }
}

/** A completed run says whose settlement it was. */
function saying(outcome: Outcome, message: string): Outcome {
  if (outcome.status !== 'completed' || outcome.result === null) return outcome;
  return { ...outcome, result: { ...outcome.result, message } };
}

function oneOf<Item>(items: readonly Item[], which: number): Item | undefined {
  return items[which % Math.max(1, items.length)];
}

/** More may run than a limit says only where it was lowered, and then nothing more is claimed. */
function assertRoom(limit: { readonly most: number | null; readonly running: number } | null): void {
  if (limit?.most != null) assert.ok(limit.running <= limit.most, `${limit.running} of ${limit.most} run`);
}

function assertLegal(was: RunRow | undefined, row: RunRow): void {
  if (was === undefined) {
    assert.deepEqual([row.status, row.attempt], ['queued', 0]);
    return;
  }
  if (isFinal(was.status)) assert.deepEqual(row, was, 'final is final');
  if (row.status !== was.status) assert.ok(mayMove(was.status, row.status), `${was.status} → ${row.status}`);
  const began = was.status !== 'running' && row.status === 'running';
  assert.equal(row.attempt - was.attempt, began ? 1 : 0, 'an attempt is counted when it begins');
}
