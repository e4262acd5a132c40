import type { Artifact } from '../artifacts/artifact.js';
import type { ComingOccurrences } from '../artifacts/coming-occurrences.js';
import { JobStore } from '../jobs/job-store.js';
import { maskParameters } from '../registry/mask-parameters.js';
import type { NamedSchedule, RegisteredJob } from '../registry/registered-job.js';
import { occurrencesOfSchedule } from './coming-occurrences.js';
import { effectiveSwitch } from './effective-switch.js';
import type { Host } from './host.js';
import { windowMs } from './hours.js';

export interface AllOccurrencesInput {
  /** How far ahead, in hours from 1 to 168; 24 by default. */
  readonly hours?: number | undefined;
  /** Moments of each schedule at most, from 1; 50 by default, fewer where there are many schedules. */
  readonly limit?: number | undefined;
}

const defaultHours = 24;
const mostHours = 168;
const defaultLimit = 50;
/** Moments of all schedules together, about. */
const mostMoments = 5_000;

/**
 * The coming occurrences of every job that is enabled, by job and schedule; one without any in the window is left out.
 * @throws {InvalidHoursError}
 */
export async function allOccurrences(
  host: Host,
  { hours = defaultHours, limit = defaultLimit }: AllOccurrencesInput = {},
): Promise<Artifact<ComingOccurrences>> {
  const window = windowMs(hours, mostHours);
  const store = new JobStore(await host.database());
  const [now, states] = await Promise.all([store.now(), store.readSwitches()]);
  const until = new Date(now.getTime() + window);
  const byName = new Map(states.map((state) => [state.jobName, state]));
  const served = host.registry.jobs
    .filter((job) => effectiveSwitch(job, byName.get(job.name), now).enabled)
    .flatMap((job) => job.schedules.filter(({ enabled }) => enabled).map((schedule) => ({ job, schedule })));
  const most = Math.max(1, Math.min(limit, Math.floor(mostMoments / Math.max(1, served.length))));
  const schedules = served
    .map(({ job, schedule }) => rowOf(job, schedule, { now, until, most }))
    .filter(({ at }) => at.length > 0);
  return {
    data: { from: now.toISOString(), until: until.toISOString(), schedules, total: schedules.length },
    artifact_type: 'table',
    title: 'Coming Occurrences',
  };
}

function rowOf(
  job: RegisteredJob,
  schedule: NamedSchedule,
  { now, until, most }: { readonly now: Date; readonly until: Date; readonly most: number },
): ComingOccurrences['schedules'][number] {
  const occurrences = occurrencesOfSchedule(job, schedule);
  const at = [...occurrences.between(now, until, most)];
  return {
    job_name: job.name,
    schedule_name: schedule.name,
    time_zone: schedule.timeZone,
    parameters: maskParameters(job, schedule.parameters),
    at: at.map((moment) => moment.toISOString()),
    occurrences: at.length < most ? at.length : occurrences.countBetween(now, until).count,
  };
}
