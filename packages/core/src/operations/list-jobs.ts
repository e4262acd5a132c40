import type { Artifact } from '../artifacts/artifact.js';
import type { JobList } from '../artifacts/job-list.js';
import { scheduleInWords } from '../clock/schedule-in-words.js';
import type { Database } from '../database/database.js';
import { JobStore, type JobSwitchState } from '../jobs/job-store.js';
import type { RegisteredJob } from '../registry/registered-job.js';
import { recentResults } from '../runs/read/recent-results.js';
import { printedStatus } from '../runs/run-status.js';
import { effectiveSwitch } from './effective-switch.js';
import type { Host } from './host.js';
import { storedNextRun } from './stored-next-run.js';

export interface ListJobsInput {
  readonly tag?: string | undefined;
  readonly extension?: string | undefined;
  /** How many of each job's last results to show, from 0; none by default. */
  readonly results?: number | undefined;
}

type Row = JobList['jobs'][number];
type Results = NonNullable<Row['results']>;

/** The jobs of the registry with the effective `enabled` and the next run, sorted by name. */
export async function listJobs(host: Host, input: ListJobsInput = {}): Promise<Artifact<JobList>> {
  const chosen = host.registry.jobs.filter(
    (job) =>
      (input.tag === undefined || job.tags.includes(input.tag)) &&
      (input.extension === undefined || job.extension === input.extension),
  );
  const database = await host.database();
  const [states, results] = await Promise.all([
    new JobStore(database).readSwitches(),
    resultsOf(database, chosen, input.results ?? 0),
  ]);
  const byName = new Map(states.map((state) => [state.jobName, state]));
  const now = new Date(host.clock.now());
  const jobs = await Promise.all(
    chosen.map(async (job) => ({
      ...(await rowOf(job, byName.get(job.name), now)),
      results: results === null ? null : (results.get(job.name) ?? []),
    })),
  );
  return { data: { jobs, total: jobs.length }, artifact_type: 'table', title: 'Available Jobs' };
}

async function resultsOf(
  database: Database,
  jobs: readonly RegisteredJob[],
  perJob: number,
): Promise<Map<string, Results> | null> {
  if (perJob === 0) return null;
  const found = new Map<string, Results>(jobs.map((job) => [job.name, []]));
  for (const { jobName, runId, status, finishedAt, error } of await recentResults(
    database,
    [...found.keys()],
    perJob,
  )) {
    const result = { run_id: String(runId), finished_at: finishedAt.toISOString(), error };
    found.get(jobName)?.push({ ...result, status: printedStatus(status) });
  }
  return found;
}

async function rowOf(
  job: RegisteredJob,
  state: JobSwitchState | undefined,
  now: Date,
): Promise<Omit<Row, 'results'>> {
  const word = effectiveSwitch(job, state, now);
  const next = word.enabled ? (storedNextRun(state, now) ?? (await computedNext(job, now))) : null;
  return {
    name: job.name,
    description: job.description,
    schedule: job.schedule,
    enabled: word.enabled,
    extension: job.extension,
    tags: [...job.tags],
    next_run: next?.toISOString() ?? null,
    schedule_human: inWords(job),
    time_zone: job.timeZone,
    enabled_by: word.enabledBy,
    reason: word.reason,
    enabled_until: word.until?.toISOString() ?? null,
  };
}

function inWords({ schedule, schedules }: RegisteredJob): string {
  if (schedule !== '') return scheduleInWords(schedule);
  const [only] = schedules;
  if (only === undefined) return 'Only by hand';
  return schedules.length === 1 ? scheduleInWords(only.schedule) : `${schedules.length} schedules`;
}

// The clock is loaded only where no scheduler has written a time that still holds: it costs more than the rest of the list.
async function computedNext(job: RegisteredJob, now: Date): Promise<Date | null> {
  if (!job.schedules.some((schedule) => schedule.enabled)) return null;
  const { comingOccurrences } = await import('./coming-occurrences.js');
  return comingOccurrences(job, 1, now)[0]?.at ?? null;
}
