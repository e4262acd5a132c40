import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../clock/clock.js';
import { Loop } from '../clock/loop.js';
import { occurrencesOf } from '../clock/occurrences.js';
import type { Emit } from '../events/runtime-event.js';
import type { DueSchedule, Horizon, ScheduleStore, TickStep } from '../jobs/schedule-store.js';
import { decideStep } from './decide-step.js';
import { startDelay } from './start-delay.js';

/** How far ahead the scheduler looks, so that everything is computed before its moment. */
const horizonMs = 1_500;
/** It looks again at least this often: clock steps, a laptop that slept, other hosts' changes. */
const lookAgainMs = 2_000;
/** Schedules that one look takes; the rest of a full hour follows in the next looks. */
const lookLimit = 2_000;
/** Rows of one tick statement. */
const tickLimit = 500;
/** Cron work between two turns of the event loop. */
const stepsPerTurn = 50;
/** PostgreSQL plans a prepared statement afresh for its first five executions, which here takes longer than the tick. */
const plannedExecutions = 5;
/** How long before its moment the scheduler compares the clocks, in milliseconds. */
const compareAheadMs = 6;
/** What the comparison of the clocks may be wrong by: a tick that comes too early has to be sent twice. */
const marginMs = 0.3;
/** Pause after something went wrong. */
const afterFaultMs = 500;
/** After a tick that moved nothing: somebody else holds or has moved the rows. */
const idleMs = 50;
/** After a tick with which nothing is due any more: the claim of what it has enqueued has the processors first. */
const claimFirstMs = 10;

export interface SchedulerDependencies {
  readonly schedules: ScheduleStore;
  readonly clock: Clock;
  readonly emit: Emit;
  /** Called when runs were enqueued, with their queues, so that workers take them at once. */
  readonly enqueued: (queues: readonly string[]) => void;
  /** Called with the jobs whose earlier runs a new occurrence cancels. */
  readonly supersede: (jobNames: readonly string[]) => Promise<void>;
}

/**
 * Turns due occurrences into queued runs; it executes nothing.
 *
 * Every process has one and none is the leader: each takes what is due, and the database lets exactly one of them move a
 * schedule on. It sleeps until just before the earliest occurrence, computes what follows it, and asks at its moment.
 */
export class Scheduler {
  readonly #dependencies: SchedulerDependencies;
  readonly #loop: Loop;
  #warm = false;
  /** The database's clock minus this process's, in milliseconds. */
  #offsetMs = 0;
  /** Schedules, as they were last changed, that this process has given up on. */
  readonly #unreadable = new Set<string>();

  constructor(dependencies: SchedulerDependencies) {
    this.#dependencies = dependencies;
    const { clock, emit } = dependencies;
    const fault = (error: unknown) => emit({ kind: 'fault', where: 'scheduler', error });
    this.#loop = new Loop((signal) => this.#round(signal), { clock, fault, afterFaultMs });
  }

  /** Begins to tick; a second call does nothing. */
  start(): void {
    this.#loop.start();
  }

  /** Stops after the statement that is under way; safe to call twice. */
  async stop(): Promise<void> {
    await this.#loop.stop();
  }

  /** Ticks nothing a few times, so that the first real tick is not the one that is planned. */
  async #warmUp(): Promise<void> {
    if (this.#warm) return;
    const { schedules } = this.#dependencies;
    for (let execution = 0; execution < plannedExecutions; execution++) await schedules.tick([]);
    this.#warm = true;
  }

  async #round(signal: AbortSignal): Promise<void> {
    const { clock } = this.#dependencies;
    await this.#warmUp();
    const look = await this.#look();
    const due = look.due.filter((schedule) => !this.#unreadable.has(keyOf(schedule)));
    if (due.length === 0) {
      const untilHorizon =
        look.nextRun === null ? lookAgainMs : look.nextRun.getTime() - look.now.getTime() - horizonMs / 2;
      await clock.sleep(Math.max(horizonMs / 2, Math.min(lookAgainMs, untilHorizon)), signal);
      return;
    }
    // The group that is due first; what is due later in the horizon is looked at again after it.
    const moment = Math.max(due[0]?.nextRun.getTime() ?? 0, look.now.getTime());
    const steps = await this.#steps(
      due.filter((schedule) => schedule.nextRun.getTime() <= moment),
      moment,
    );
    await this.#sleepUntilDatabase(moment);
    if (signal.aborted) return;
    let moved = 0;
    for (let from = 0; from < steps.length; from += tickLimit) {
      moved += await this.#tick(steps.slice(from, from + tickLimit), moment);
    }
    const isBehind = look.due.length >= lookLimit || steps.some((step) => isDue(step.following, moment));
    if (moved === 0) await clock.sleep(idleMs, signal);
    else if (!isBehind) await clock.sleep(claimFirstMs, signal);
  }

  async #look(): Promise<Horizon> {
    const { schedules, clock } = this.#dependencies;
    const look = await schedules.horizon(horizonMs, lookLimit);
    // Measured when the reply arrives and before any cron work.
    this.#offsetMs = look.now.getTime() - clock.now();
    return look;
  }

  /**
   * Sleeps until the database's clock shows this moment. Shortly before, the clocks are compared once more, which also
   * wakes up whatever has dozed off on the way to the database.
   */
  async #sleepUntilDatabase(moment: number): Promise<void> {
    const { clock, schedules } = this.#dependencies;
    const { signal } = this.#loop;
    await clock.sleepUntil(moment - this.#offsetMs - compareAheadMs, signal);
    if (signal.aborted) return;
    const asked = clock.now();
    if (asked + this.#offsetMs < moment) {
      const answer = await schedules.time();
      this.#offsetMs = answer - (asked + clock.now()) / 2;
    }
    await clock.sleepUntil(moment - this.#offsetMs + marginMs, signal);
  }

  async #steps(due: readonly DueSchedule[], moment: number): Promise<TickStep[]> {
    const steps: TickStep[] = [];
    const now = new Date(moment);
    for (const [index, schedule] of due.entries()) {
      if (index % stepsPerTurn === stepsPerTurn - 1) await setImmediate();
      const step = this.#step(schedule, now);
      if (step !== null) steps.push(step);
    }
    return steps;
  }

  /** Null for a schedule that this system cannot read, such as one in a zone it does not know: others may. */
  #step(schedule: DueSchedule, now: Date): TickStep | null {
    const { jobName, name, revision, nextRun: expected, misfire, jitterMs } = schedule;
    try {
      const step = decideStep(expected, now, misfire, occurrencesOf(schedule));
      return {
        jobName,
        name,
        revision,
        expected,
        ...step,
        delayMs: startDelay(jitterMs, jobName, name, expected),
      };
    } catch (error) {
      this.#unreadable.add(keyOf(schedule));
      this.#dependencies.emit({ kind: 'fault', where: `schedule ${name} of ${jobName}`, error });
      return null;
    }
  }

  /**
   * Ticks; one that came early, by the database's clock, waits for the rest of the time and asks once more. The moment may
   * have come while the statement was under way.
   */
  async #tick(steps: readonly TickStep[], moment: number): Promise<number> {
    const { schedules, emit, enqueued, supersede, clock } = this.#dependencies;
    let ticked = await schedules.tick(steps);
    if (ticked.moved === 0 && ticked.asOf.getTime() < moment) {
      const early = moment - ticked.now.getTime();
      await clock.sleepUntil(clock.now() + early + marginMs, this.#loop.signal);
      if (this.#loop.signal.aborted) return 0;
      ticked = await schedules.tick(steps);
    }
    if (ticked.enqueued > 0) enqueued(ticked.queues);
    if (ticked.moved > 0) {
      const { enqueued: runs, moved, now } = ticked;
      emit({ kind: 'ticked', enqueued: runs, moved, latenessMs: now.getTime() - moment });
    }
    if (ticked.supersede.length > 0) await supersede(ticked.supersede);
    return ticked.moved;
  }
}

function isDue(occurrence: Date | null, moment: number): boolean {
  return occurrence !== null && occurrence.getTime() <= moment;
}

function keyOf({ jobName, name, revision }: DueSchedule): string {
  return `${jobName}/${name}/${revision}`;
}
