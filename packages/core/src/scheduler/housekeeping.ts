import type { Clock } from '../clock/clock.js';
import type { Database } from '../database/database.js';
import type { Emit } from '../events/runtime-event.js';
import { JobStore } from '../jobs/job-store.js';
import type { StoredSchedule } from '../jobs/plan-schedule.js';
import { reconcileSchedules } from '../jobs/reconcile-schedules.js';
import { resetJob } from '../jobs/switch-job.js';

/** How often it looks, in milliseconds. */
const intervalMs = 2_000;
/** A job is orphaned when no live process has had it for so long. */
export const orphanedAfterMs = 10 * 60_000;

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
  readonly #stopping = new AbortController();
  #loop: Promise<void> | null = null;

  constructor(dependencies: HousekeepingDependencies) {
    this.#dependencies = dependencies;
  }

  start(): void {
    this.#loop ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#loop;
  }

  async #run(): Promise<void> {
    const { clock, emit } = this.#dependencies;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        await this.#endExpiredWords();
        await this.#tellOrphans();
      } catch (error) {
        emit({ kind: 'fault', where: 'housekeeping', error });
      }
      await clock.sleep(intervalMs, signal);
    }
  }

  async #endExpiredWords(): Promise<void> {
    const { database, emit } = this.#dependencies;
    for (const state of await new JobStore(database).expired()) {
      await resetJob(database, state.jobName, {
        enabled: state.enabledByCode,
        actor: 'scheduler',
        reason: 'the time set by --until has come',
      });
      emit({ kind: 'switch_expired', jobName: state.jobName, enabled: state.enabledByCode });
    }
  }

  async #tellOrphans(): Promise<void> {
    const { database, emit, jobNames, resync } = this.#dependencies;
    const store = new JobStore(database);
    if (await store.markSeen(jobNames)) await resync();
    for (const jobName of await store.markOrphaned(orphanedAfterMs)) {
      const off = (stored: readonly StoredSchedule[]) =>
        stored.map((schedule) => ({ ...schedule, enabled: false }));
      await reconcileSchedules(database, [jobName], off, 'no_worker');
      emit({ kind: 'job_orphaned', jobName });
    }
  }
}
