import { setTimeout as pause } from 'node:timers/promises';
import {
  type Class,
  type Duration,
  type ExtensionDatabase,
  type JobInput,
  jobMetadataOf,
  parseDuration,
} from '@infra/traits';
import type { RuntimeEvent } from '../events/runtime-event.js';
import type { JobRegistry } from '../registry/job-registry.js';
import type { Run } from '../runs/run.js';
import { isFinal } from '../runs/run-status.js';
import { hostOf } from '../runtime/open-host.js';
import { Runtime } from '../runtime/runtime.js';
import { SteppedDatabaseClock } from './stepped-database-clock.js';
import { Executions } from './executions.js';
import { createFakeClock, type FakeClock } from './fake-clock.js';
import { jobHost, type JobsAtHand } from './job-host.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';
import { momentAfter, type TimeStep } from './time-step.js';
import { WatchedDatabase } from './watched-database.js';

export interface TestRuntimeOptions extends JobsAtHand {
  /** What the clock shows at first; 2026-01-01T00:00:00Z, a Thursday, by default. */
  readonly now?: Date;
  /** How long, in real time, the clock waits for a job whose code is running; 2 s by default. */
  readonly patience?: Duration;
}

/** The parameters of a job class; they may be left out where its schema takes `{}`. */
export type ParametersOf<JobClass extends Class> =
  {} extends JobInput<JobClass> ? [parameters?: JobInput<JobClass>] : [parameters: JobInput<JobClass>];

/** The events of one kind. */
type EventOf<Kind extends RuntimeEvent['kind']> = Extract<RuntimeEvent, { readonly kind: Kind }>;

/** Runs still wait although the clock was moved on for a year. */
export class RunsStillWaitError extends Error {
  override readonly name = 'RunsStillWaitError';
}

/** Overdue schedules are asked for again so often in a row; then somebody holds them back on purpose. */
const mostInsistence = 3;

/** So many steps in a row may wait for an attempt of which nobody has heard that it has begun. */
const mostStanding = 200;

/** So long, by the test's clock, every look of a worker that waits for a token or a slot is a step. */
const closelyMs = 10 * 60_000;

interface Parts {
  readonly test: TestDatabase;
  readonly database: WatchedDatabase;
  readonly databaseClock: SteppedDatabaseClock;
  readonly clock: FakeClock;
  readonly schedulerClock: FakeClock;
  readonly registry: JobRegistry;
  readonly runtime: Runtime;
  readonly executions: Executions;
  readonly events: RuntimeEvent[];
  readonly patienceMs: number;
}

/**
 * A runtime on a throwaway database, whose clock stands until the test moves it on: the real scheduler, worker and
 * statements go by it.
 */
export class TestRuntime implements AsyncDisposable {
  readonly jobs: Runtime['jobs'];
  readonly runs: Runtime['runs'];
  readonly failures: Runtime['failures'];
  readonly chains: Runtime['chains'];
  /** Everything that has happened so far. */
  readonly events: readonly RuntimeEvent[];
  readonly #parts: Parts;
  /** The clock is moved by one call at a time. */
  #turn: Promise<unknown> = Promise.resolve();
  #closed: Promise<void> | null = null;
  /** How many steps in a row have moved nothing. */
  #standing = 0;
  /** Whether runs may be waiting for an estimate, and how long estimates have been waited for, in real milliseconds. */
  #mayPrice = true;
  #pricedMs = 0;
  /** Since when, and since how many events, runs have been waiting that could begin. */
  #waiting: { readonly since: number; readonly events: number } | null = null;

  /** Use {@link createTestRuntime}. */
  constructor(parts: Parts) {
    this.#parts = parts;
    this.jobs = parts.runtime.jobs;
    this.runs = parts.runtime.runs;
    this.failures = parts.runtime.failures;
    this.chains = parts.runtime.chains;
    this.events = parts.events;
  }

  /** What the clock shows. */
  now(): Date {
    return new Date(this.#parts.clock.now());
  }

  /** The events of one kind so far. */
  eventsOf<Kind extends RuntimeEvent['kind']>(kind: Kind): EventOf<Kind>[] {
    return this.events.filter((event): event is EventOf<Kind> => event.kind === kind);
  }

  /** The database as jobs get it. */
  async db(): Promise<ExtensionDatabase> {
    return this.#parts.runtime.db();
  }

  /** Enqueues a run of a job by its class; resolves to the run's id. Nothing has begun when it resolves. */
  async submit<JobClass extends Class>(
    jobClass: JobClass,
    ...[parameters]: ParametersOf<JobClass>
  ): Promise<string> {
    const name = jobMetadataOf(jobClass)?.definition.name;
    if (name === undefined) throw new TypeError(`${jobClass.name} is not a job: it has no @Job`);
    const given = (parameters ?? {}) as Readonly<Record<string, unknown>>;
    return (await this.runs.submit(name, given)).runId;
  }

  /**
   * Runs a job to its end, retries included: the clock is moved on over the waits between them, and what is due
   * meanwhile runs too.
   * @throws {RunsStillWaitError}
   */
  async run<JobClass extends Class>(jobClass: JobClass, ...given: ParametersOf<JobClass>): Promise<Run> {
    const id = await this.submit(jobClass, ...given);
    await this.#inTurn(() => this.#moveUntil(async () => isFinal((await this.#read(id)).status)));
    return this.#read(id);
  }

  /**
   * Moves the clock on, from one due moment to the next: whatever is due until then runs, in order and each occurrence
   * once. Resolves when all of it is over; a job whose code goes on is waited for as long as `patience` says.
   */
  async advance(step: TimeStep): Promise<void> {
    return this.#inTurn(async () => {
      const end = momentAfter(this.#parts.clock.now(), step);
      await this.#rest();
      await this.#moveTo(end);
    });
  }

  /** Resolves when nothing is running or due; the clock stands. */
  async idle(): Promise<void> {
    return this.#inTurn(() => this.#rest());
  }

  /**
   * Moves the clock on until no run waits any more: retries and delayed runs have ended, and so has what was due
   * meanwhile.
   * @throws {RunsStillWaitError}
   */
  async drain(): Promise<void> {
    return this.#inTurn(() =>
      this.#moveUntil(async () => {
        const { delayed, ready } = await this.#parts.databaseClock.waiting();
        return !delayed && !ready;
      }),
    );
  }

  /** Stops everything and removes the database; running jobs are interrupted. A second call waits for the first. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #close(): Promise<void> {
    const { runtime, clock, test } = this.#parts;
    // The grace of what does not end by itself is over at once.
    const pulse = setInterval(() => clock.jump(clock.now() + 10_000), 10);
    try {
      await runtime.stop(0);
    } finally {
      clearInterval(pulse);
      await test.drop();
    }
  }

  async #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => {});
    return turn;
  }

  async #read(id: string): Promise<Run> {
    const run = await this.runs.read(id);
    if (run === null) throw new Error(`there is no run ${id} any more`);
    return run;
  }

  /** Until the engine sleeps and no code of a job is running, but such as the clock has waited for long enough. */
  async #rest(): Promise<void> {
    const { database, executions, patienceMs } = this.#parts;
    do {
      do await database.quiet();
      while (await executions.oneEnded(patienceMs));
    } while (this.#mayPrice && (await this.#estimating()));
  }

  /** Gives estimates, whose code runs in real time too, a moment; false when there are none or they have had their time. */
  async #estimating(): Promise<boolean> {
    const { databaseClock, patienceMs } = this.#parts;
    const began = performance.now();
    if (!(await databaseClock.pricing())) {
      this.#mayPrice = false;
      this.#pricedMs = 0;
      return false;
    }
    if (this.#pricedMs >= patienceMs) return false;
    await pause(5);
    this.#pricedMs += performance.now() - began;
    return true;
  }

  async #moveTo(end: number): Promise<void> {
    const { clock } = this.#parts;
    this.#mayPrice = true;
    for (let insistence = 0; clock.now() < end; ) {
      const before = clock.now();
      await this.#step(end, insistence < mostInsistence);
      insistence = clock.now() - before <= 50 ? insistence + 1 : 0;
      await this.#rest();
    }
    clock.wake();
    await this.#rest();
  }

  async #moveUntil(over: () => Promise<boolean>): Promise<void> {
    const { clock } = this.#parts;
    const end = momentAfter(clock.now(), '1 year');
    this.#mayPrice = true;
    await this.#rest();
    while (!(await over())) {
      if (clock.now() >= end)
        throw new RunsStillWaitError(
          `runs still wait after a year: paused, or without a slot? ${await this.#parts.databaseClock.unfinished()}`,
        );
      await this.#step(end, true);
      await this.#rest();
    }
  }

  /** When whoever has runs to claim and cannot looks again: seldom, when nothing has happened for long. */
  #nextLook(): number | null {
    const { clock } = this.#parts;
    const next = clock.next();
    const waited = this.#waiting === null ? 0 : clock.now() - this.#waiting.since;
    if (next === null) return null;
    return Math.ceil(waited < closelyMs ? next : Math.max(next, clock.now() + waited / 10));
  }

  async #step(end: number, insist: boolean): Promise<void> {
    const { databaseClock, clock, schedulerClock, executions, events } = this.#parts;
    const limit = executions.nextLimit();
    const look = this.#nextLook();
    // What is abandoned in the middle stays running in the database, and nobody waits for it.
    const running = this.#standing < mostStanding ? executions.size : Number.MAX_SAFE_INTEGER;
    const before = clock.now();
    const { now, scheduled, waiting } = await databaseClock.step(end, { limit, look, running, insist });
    this.#mayPrice ||= waiting;
    this.#standing = now === before ? this.#standing + 1 : 0;
    const patient = waiting && this.#waiting?.events === events.length;
    this.#waiting = patient ? this.#waiting : { since: clock.now(), events: events.length };
    schedulerClock.jump(now);
    // Whoever looks now and then finds nothing at a moment that only a schedule has been waiting for.
    if (scheduled && now < end) return;
    clock.wake();
    if (limit !== null && now >= limit) executions.waitAgain();
  }
}

/**
 * Starts a runtime with the jobs of a test: `await using runtime = await createTestRuntime({ jobs: [MyJob] })`.
 *
 * Its database is a copy of a template on the run's cluster (see {@link createTestDatabase}).
 * @throws {ConfigurationInvalidError} @throws {ExtensionFaultyError}
 */
export async function createTestRuntime(options: TestRuntimeOptions): Promise<TestRuntime> {
  const opened = await jobHost(options);
  const start = options.now ?? new Date('2026-01-01T00:00:00Z');
  const patienceMs = parseDuration(options.patience ?? '2s');
  const test = await createTestDatabase();
  const database = new WatchedDatabase(test.connection, {
    preparedStatements: true,
    poolSize: opened.host.settings.database.poolSize,
    listen: false,
    applicationName: 'infra test',
  });
  const clock = createFakeClock(start);
  const schedulerClock = clock.beside();
  const executions = new Executions(
    (name) => opened.registry.find(name),
    () => clock.now(),
  );
  const events: RuntimeEvent[] = [];
  const onEvent = (event: RuntimeEvent) => {
    events.push(event);
    executions.hear(event);
  };
  const connect = async () => ({ database, kind: 'embedded' as const });
  const host = hostOf(opened, { databaseUrl: test.url, connect, clock, actor: 'test' });
  const runtime = new Runtime(host, { schedulerClock, onEvent });
  try {
    const databaseClock = await SteppedDatabaseClock.stop(database, start);
    await runtime.start();
    const { registry } = opened;
    const parts = { test, database, databaseClock, clock, schedulerClock, registry, runtime };
    const started = new TestRuntime({ ...parts, executions, events, patienceMs });
    await started.idle();
    return started;
  } catch (error) {
    await runtime.stop(0);
    await test.drop();
    throw error;
  }
}
