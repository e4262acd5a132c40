import type { Clock } from '../clock/clock.js';
import { Loop } from '../clock/loop.js';
import type { Database } from '../database/database.js';
import { DatabaseUnreachableError } from '../database/database-errors.js';
import type { Emit } from '../events/runtime-event.js';
import { JobStore } from '../jobs/job-store.js';
import { type JobsOutlook, lookAtJobs } from '../jobs/look-at-jobs.js';
import { LimitStore } from '../jobs/limit-store.js';
import { reconcileSchedules } from '../jobs/reconcile-schedules.js';
import { ScheduleChangeStore } from '../jobs/schedule-change-store.js';
import { type Miscounted, SlotStore } from '../jobs/slot-store.js';
import { endExpiredWord } from '../jobs/switch-job.js';

/** How often it looks, in milliseconds. */
const intervalMs = 2_000;
/** A job is orphaned when no live process has had it for so long. */
const orphanedAfterMs = 10 * 60_000;
/** Who has not looked for so long has slept, or had no database: others may just be waking up too. */
const gapMs = 15_000;
/** So long it then leaves the others alone, who say every minute that they are there. */
const steadyMs = 90_000;
/** How often it counts the slots of limits and queues, in milliseconds. */
const countSlotsMs = 10_000;
/** How often it compares all schedules with the switches of their jobs, in milliseconds. */
const compareSchedulesMs = 30_000;

export interface HousekeepingDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly emit: Emit;
  readonly jobNames: readonly string[];
  /** Writes this program's jobs again; called when one of them was taken for orphaned while this process slept. */
  readonly resync: () => Promise<void>;
}

/**
 * Keeps schedules and slots honest beside tick and claim: operators' words that run out, jobs that no live process has
 * any more, counts that went wrong.
 */
export class Housekeeping {
  readonly #dependencies: HousekeepingDependencies;
  readonly #loop: Loop;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #steadySince = 0;
  #slotsCountedAt = Number.NEGATIVE_INFINITY;
  #schedulesComparedAt = Number.NEGATIVE_INFINITY;
  #miscounted: Miscounted = { jobs: [], queues: [] };
  /** Jobs whose trouble has been told. */
  readonly #troubled = new Set<string>();

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
    const { clock } = this.#dependencies;
    const { expired, unseen, orphaned } = await this.#lookAtJobs();
    if (unseen && (await this.#jobs.markSeen(this.#dependencies.jobNames))) {
      await this.#dependencies.resync();
    }
    const marked = this.#steady() && orphaned && (await this.#tellOrphans());
    for (const jobName of expired) await this.#forJob(jobName, () => this.#endWord(jobName));
    if (marked || clock.now() - this.#schedulesComparedAt >= compareSchedulesMs) {
      await this.#compareSchedules();
    }
    await this.#countSlots();
    await clock.sleep(intervalMs, signal);
  }

  /**
   * Corrects what no statement can leave wrong but a death between two, or a hand in the tables: a count that is wrong
   * at two looks (between them somebody may be counting), runs that wait for a limit which is gone.
   */
  async #countSlots(): Promise<void> {
    const { database, clock, emit, jobNames } = this.#dependencies;
    if (clock.now() - this.#slotsCountedAt < countSlotsMs) return;
    this.#slotsCountedAt = clock.now();
    const before = this.#miscounted;
    this.#miscounted = await new SlotStore(database).miscounted();
    const still = {
      jobs: this.#miscounted.jobs.filter((job) => before.jobs.includes(job)),
      queues: this.#miscounted.queues.filter((queue) => before.queues.includes(queue)),
    };
    if (still.jobs.length + still.queues.length > 0) {
      await database.transaction((session) => new SlotStore(session).recount(still));
      emit({ kind: 'slots_recounted', ...still });
    }
    const limits = new LimitStore(database);
    const stranded = await limits.stranded(jobNames);
    if (stranded.length > 0) await limits.remove(stranded);
  }

  /** One job that makes trouble, as one in a zone that this system does not know, must not keep the others waiting. */
  async #forJob(jobName: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.#troubled.delete(jobName);
    } catch (error) {
      if (error instanceof DatabaseUnreachableError) throw error;
      if (!this.#troubled.has(jobName)) {
        this.#dependencies.emit({ kind: 'fault', where: `housekeeping of ${jobName}`, error });
      }
      this.#troubled.add(jobName);
    }
  }

  async #endWord(jobName: string): Promise<void> {
    const { database, emit } = this.#dependencies;
    const ended = await endExpiredWord(database, jobName);
    if (ended !== null) emit({ kind: 'switch_expired', jobName, enabled: ended.enabled });
  }

  get #jobs(): JobStore {
    return new JobStore(this.#dependencies.database);
  }

  #lookAtJobs(): Promise<JobsOutlook> {
    const { database, jobNames } = this.#dependencies;
    return lookAtJobs(database, jobNames, orphanedAfterMs);
  }

  /** Marks the jobs that no live process has; whether there are any. */
  async #tellOrphans(): Promise<boolean> {
    const orphaned = await this.#jobs.markOrphaned(orphanedAfterMs);
    for (const jobName of orphaned) this.#dependencies.emit({ kind: 'job_orphaned', jobName });
    return orphaned.length > 0;
  }

  #steady(): boolean {
    const now = this.#dependencies.clock.now();
    if (now - this.#lookedAt > gapMs) this.#steadySince = now;
    this.#lookedAt = now;
    return now - this.#steadySince >= steadyMs;
  }

  /** Finds the schedules that do not go by the switch of their job: somebody turned it and died, or it was just marked. */
  async #compareSchedules(): Promise<void> {
    const { database, clock } = this.#dependencies;
    for (const jobName of await new ScheduleChangeStore(database).astray()) {
      await this.#forJob(jobName, () => this.#reconcile(jobName));
    }
    this.#schedulesComparedAt = clock.now();
  }

  async #reconcile(jobName: string): Promise<void> {
    await reconcileSchedules(this.#dependencies.database, [jobName]);
  }
}
