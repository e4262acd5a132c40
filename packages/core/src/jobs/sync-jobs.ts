import type { Database } from '../database/database.js';
import type { Emit } from '../events/runtime-event.js';
import { isLimitedWhenScheduled, type RegisteredJob } from '../registry/registered-job.js';
import { ConsequenceStore } from './consequence-store.js';
import { FormerNameStore } from './former-name-store.js';
import { JobStore } from './job-store.js';
import { LimitStore } from './limit-store.js';
import type { StoredSchedule, WantedSchedule } from './plan-schedule.js';
import { QueueStore } from './queue-store.js';
import { reconcileSchedules } from './reconcile-schedules.js';
import { wantedSchedules } from './wanted-schedules.js';

/**
 * Writes what this program's code and configuration say of its jobs; the operator's word stays.
 *
 * Each step stands for itself and may be repeated: a process that dies half way leaves what the next start, or anybody's
 * housekeeping, completes. When two builds disagree the one that starts last wins, and the event tells what it changed.
 * @param pinged the jobs whose completed runs this configuration tells to a URL.
 */
export async function syncJobs(
  database: Database,
  jobs: readonly RegisteredJob[],
  emit: Emit,
  pinged: ReadonlySet<string> = new Set(),
): Promise<void> {
  for (const { name, formerly } of jobs.filter((job) => job.formerly.length > 0)) {
    const from = await database.transaction((session) => new FormerNameStore(session).rename(name, formerly));
    if (from !== null) emit({ kind: 'job_renamed', from, to: name });
  }
  await new JobStore(database).upsert(jobs);
  await new ConsequenceStore(database).write(jobs, pinged);
  const names = jobs.map((job) => job.name);
  const changed = await reconcileSchedules(database, names, (stored) => [
    ...jobs.flatMap(wantedSchedules),
    ...dropped(stored, jobs),
  ]);
  await new QueueStore(database).insertMissing([...new Set(jobs.map((job) => job.queue))]);
  await writeLimits(database, jobs);
  emit({ kind: 'jobs_synced', jobs: jobs.length, changed });
}

async function writeLimits(database: Database, jobs: readonly RegisteredJob[]): Promise<void> {
  const limited = jobs.filter(isLimitedWhenScheduled);
  if (limited.length > 0) await database.transaction((session) => new LimitStore(session).write(limited));
  const free = jobs.filter((job) => !isLimitedWhenScheduled(job)).map((job) => job.name);
  await new LimitStore(database).remove(free);
}

/** Schedules that this build no longer names: they stop firing, and stay for their history. */
function dropped(stored: readonly StoredSchedule[], jobs: readonly RegisteredJob[]): WantedSchedule[] {
  const named = new Set(
    jobs.flatMap((job) => job.schedules.map((schedule) => `${job.name}/${schedule.name}`)),
  );
  return stored
    .filter((schedule) => !named.has(`${schedule.jobName}/${schedule.name}`))
    .map((schedule) => ({ ...schedule, wanted: false }));
}
