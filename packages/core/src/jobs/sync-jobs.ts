import type { Session } from '../database/database.js';
import type { Emit } from '../events/runtime-event.js';
import { mergeParameters } from '../registry/parse-parameters.js';
import type { RegisteredJob } from '../registry/registered-job.js';
import { JobStore } from './job-store.js';
import type { StoredSchedule, WantedSchedule } from './plan-schedule.js';
import { reconcileSchedules } from './reconcile-schedules.js';

/**
 * Writes what this program's code and configuration say of its jobs; the operator's word stays.
 *
 * Each statement stands for itself and may be repeated: a process that dies half way leaves what the next start
 * completes. When two builds disagree the one that starts last wins, and the event tells what it changed.
 */
export async function syncJobs(session: Session, jobs: readonly RegisteredJob[], emit: Emit): Promise<void> {
  const store = new JobStore(session);
  for (const job of jobs.filter(({ formerly }) => formerly.length > 0)) {
    const from = await store.rename(job.name, job.formerly);
    if (from !== null) emit({ kind: 'job_renamed', from, to: job.name });
  }
  await store.upsert(jobs);
  const enabled = new Map((await store.readAll()).map((state) => [state.jobName, state.enabled]));
  const names = jobs.map((job) => job.name);
  const changed = await reconcileSchedules(session, names, (stored) => [
    ...jobs.flatMap((job) => wantedSchedules(job, enabled.get(job.name) ?? job.enabled)),
    ...dropped(stored, jobs),
  ]);
  const single = jobs.filter(({ overlap }) => overlap === 'queue' || overlap === 'cancel-running');
  const singleNames = single.map((job) => job.name);
  await store.syncLimits(
    singleNames,
    names.filter((name) => !singleNames.includes(name)),
  );
  emit({ kind: 'jobs_synced', jobs: jobs.length, changed });
}

/** What a job's code and configuration want of its schedules when its switch is on or off. */
export function wantedSchedules(job: RegisteredJob, jobEnabled: boolean): WantedSchedule[] {
  return job.schedules.map((schedule) => ({
    jobName: job.name,
    name: schedule.name,
    schedule: schedule.schedule,
    timeZone: schedule.timeZone,
    parameters: mergeParameters(job, {}, schedule.name),
    overlap: job.overlap,
    misfire: job.misfire,
    clockChange: job.clockChange,
    jitterMs: job.jitterMs,
    maxAttempts: job.retry.maxAttempts,
    wanted: schedule.enabled,
    enabled: schedule.enabled && jobEnabled,
  }));
}

/** Schedules that this build no longer names: they stop firing, and stay for their history. */
function dropped(stored: readonly StoredSchedule[], jobs: readonly RegisteredJob[]): WantedSchedule[] {
  const named = new Set(
    jobs.flatMap((job) => job.schedules.map((schedule) => `${job.name}/${schedule.name}`)),
  );
  return stored
    .filter((schedule) => !named.has(`${schedule.jobName}/${schedule.name}`))
    .map((schedule) => ({ ...schedule, wanted: false, enabled: false }));
}
