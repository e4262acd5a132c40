import type { Clock } from '../clock/clock.js';
import { Loop } from '../clock/loop.js';
import type { Database } from '../database/database.js';
import type { Emit } from '../events/runtime-event.js';
import { JobStore } from '../jobs/job-store.js';
import { reconcileSchedules } from '../jobs/reconcile-schedules.js';
import { ScheduleChangeStore } from '../jobs/schedule-change-store.js';
import { endExpiredWord } from '../jobs/switch-job.js';

/** How often it looks, in milliseconds. */
const intervalMs = 2_000;
/** A job is orphaned when no live process has had it for so long. */
const orphanedAfterMs = 10 * 60_000;
/** Who has not looked for so long has slept, or had no database: others may just be waking up too. */
const gapMs = 15_000;
/** So long it then leaves the others alone, who say every minute that they are there. */
const steadyMs = 90_000;

export interface HousekeepingDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly emit: Emit;
  readonly jobNames: readonly string[];
  /** Writes this program's jobs again; called when one of them was taken for orphaned while this process slept. */
  readonly resync: () => Promise<void>;
}

/** Keeps the schedules honest beside the tick: operators' words that run out, jobs that no live process has any more. */
export class Housekeeping {
  readonly #dependencies: HousekeepingDependencies;
  readonly #loop: Loop;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #steadySince = 0;

  constructor(dependencies: HousekeepingDependencies) {
    this.#dependencies = dependencies;
    const { clock, emit } = dependencies;
    const fault = (error: unknown) => emit({ kind: 'fault', where: 'housekeeping', error });
    this.#loop = new Loop((signal) => this.#round(signal), { clock, fault, afterFaultMs: intervalMs });
  }

  /** Begins to look; a second call does nothing. */
  start(): void {
    this.#loop.start();
  }

  /** Stops after the look that is under way; safe to call twice. */
  async stop(): Promise<void> {
    await this.#loop.stop();
  }

  async #round(signal: AbortSignal): Promise<void> {
    await this.#endExpiredWords();
    await this.#tellOrphans();
    await this.#settleSchedules();
    await this.#dependencies.clock.sleep(intervalMs, signal);
  }

  async #endExpiredWords(): Promise<void> {
    const { database, emit } = this.#dependencies;
    for (const jobName of await new JobStore(database).expired()) {
      const ended = await endExpiredWord(database, jobName);
      if (ended !== null) emit({ kind: 'switch_expired', jobName, enabled: ended.enabled });
    }
  }

  async #tellOrphans(): Promise<void> {
    const { database, emit, jobNames, resync } = this.#dependencies;
    const store = new JobStore(database);
    if (await store.markSeen(jobNames)) await resync();
    if (!this.#steady()) return;
    for (const jobName of await store.markOrphaned(orphanedAfterMs)) emit({ kind: 'job_orphaned', jobName });
  }

  #steady(): boolean {
    const now = this.#dependencies.clock.now();
    if (now - this.#lookedAt > gapMs) this.#steadySince = now;
    this.#lookedAt = now;
    return now - this.#steadySince >= steadyMs;
  }

  /** Completes what somebody left half done: a switch that is turned, and schedules that do not go by it. */
  async #settleSchedules(): Promise<void> {
    const { database } = this.#dependencies;
    const astray = await new ScheduleChangeStore(database).astray();
    if (astray.length > 0) await reconcileSchedules(database, astray);
  }
}
