import type { Artifact } from '../artifacts/artifact.js';
import type { NextOccurrences } from '../artifacts/next-occurrences.js';
import { localTime } from '../clock/local-time.js';
import { JobStore } from '../jobs/job-store.js';
import { comingOccurrences, occurrencesOfSchedule } from './coming-occurrences.js';
import { effectiveSwitch } from './effective-switch.js';
import type { Host } from './host.js';
import { scheduledJob } from './scheduled-job.js';

export interface NextOccurrencesInput {
  readonly name: string;
  /** From 1; 10 by default. */
  readonly limit?: number | undefined;
  /** The moment itself is excluded; now by default. */
  readonly from?: Date | undefined;
}

const defaultLimit = 10;

/**
 * The coming occurrences of a job, soonest first.
 * @throws {JobNotFoundError}
 */
export async function nextOccurrences(
  host: Host,
  input: NextOccurrencesInput,
): Promise<Artifact<NextOccurrences>> {
  const job = await scheduledJob(host, input.name);
  const now = new Date(host.clock.now());
  const state = await new JobStore(await host.database()).read(job.name);
  const occurrences = comingOccurrences(job, input.limit ?? defaultLimit, input.from ?? now).map(
    ({ at, schedule }) => ({
      schedule_name: schedule.name,
      at: at.toISOString(),
      local: localTime(at, schedule.timeZone),
      time_zone: schedule.timeZone,
      clock_change: occurrencesOfSchedule(job, schedule).clockChangeAt(at),
    }),
  );
  return {
    data: {
      job_name: job.name,
      enabled: effectiveSwitch(job, state, now).enabled,
      occurrences,
      total: occurrences.length,
    },
    artifact_type: 'table',
    title: `Next Occurrences: ${job.name}`,
  };
}
