import type { Artifact } from '../artifacts/artifact.js';
import type { JobList } from '../artifacts/job-list.js';
import { JobStore, type JobSwitchState } from '../jobs/job-store.js';
import type { RegisteredJob } from '../registry/registered-job.js';
import { effectiveSwitch } from './effective-switch.js';
import type { Host } from './host.js';
import { storedNextRun } from './stored-next-run.js';

export interface ListJobsInput {
  readonly tag?: string | undefined;
  readonly extension?: string | undefined;
}

/** The jobs of the registry with the effective `enabled` and the next run, sorted by name. */
export async function listJobs(host: Host, input: ListJobsInput = {}): Promise<Artifact<JobList>> {
  const chosen = host.registry.jobs.filter(
    (job) =>
      (input.tag === undefined || job.tags.includes(input.tag)) &&
      (input.extension === undefined || job.extension === input.extension),
  );
  const states = await new JobStore(await host.database()).readSwitches();
  const byName = new Map(states.map((state) => [state.jobName, state]));
  const now = new Date(host.clock.now());
  const jobs = await Promise.all(chosen.map((job) => rowOf(job, byName.get(job.name), now)));
  return { data: { jobs, total: jobs.length }, artifact_type: 'table', title: 'Available Jobs' };
}

async function rowOf(
  job: RegisteredJob,
  state: JobSwitchState | undefined,
  now: Date,
): Promise<JobList['jobs'][number]> {
  const { enabled } = effectiveSwitch(job, state, now);
  const next = enabled ? (storedNextRun(state, now) ?? (await computedNext(job, now))) : null;
  return {
    name: job.name,
    description: job.description,
    schedule: job.schedule,
    enabled,
    extension: job.extension,
    tags: [...job.tags],
    next_run: next?.toISOString() ?? null,
  };
}

// The clock is loaded only where no scheduler has written a time that still holds: it costs more than the rest of the list.
async function computedNext(job: RegisteredJob, now: Date): Promise<Date | null> {
  if (!job.schedules.some((schedule) => schedule.enabled)) return null;
  const { comingOccurrences } = await import('./coming-occurrences.js');
  return comingOccurrences(job, 1, now)[0]?.at ?? null;
}
