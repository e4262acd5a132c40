import type { Artifact } from '../artifacts/artifact.js';
import type { OccurrenceExplanation } from '../artifacts/occurrence-explanation.js';
import type { Database } from '../database/database.js';
import { JobStore } from '../jobs/job-store.js';
import { PauseStore } from '../jobs/pause-store.js';
import { OccurrenceLedger } from '../jobs/occurrence-ledger.js';
import type { NamedSchedule, RegisteredJob } from '../registry/registered-job.js';
import { RunStore } from '../runs/run-store.js';
import { occurrencesOfSchedule } from './coming-occurrences.js';
import { effectiveSwitch } from './effective-switch.js';
import type { Host } from './host.js';
import { scheduledJob } from './scheduled-job.js';
import { judgeOccurrence, type OccurrenceRecord } from './judge-occurrence.js';

export interface ExplainOccurrenceInput {
  readonly name: string;
  /** The latest occurrence that is past by default. */
  readonly at?: Date | undefined;
}

/**
 * What became of a moment of a job: one entry for each of its schedules that asks for the moment; when none does, one
 * for each schedule with the occurrences around it.
 * @throws {JobNotFoundError}
 */
export async function explainOccurrence(
  host: Host,
  input: ExplainOccurrenceInput,
): Promise<Artifact<OccurrenceExplanation>> {
  const job = await scheduledJob(host, input.name);
  const database = await host.database();
  const now = await new JobStore(database).now();
  const at = input.at ?? latestPast(job, now);
  const entries = at === null ? [] : await explainEach(host, job, database, { at, now });
  const asking = entries.filter((entry) => entry.outcome !== 'not_an_occurrence');
  const occurrences = asking.length > 0 ? asking : entries;
  return {
    data: { job_name: job.name, at: at?.toISOString() ?? null, occurrences, total: occurrences.length },
    artifact_type: 'presentation_card',
    title: at === null ? `Occurrence: ${job.name}` : `Occurrence: ${job.name} at ${at.toISOString()}`,
  };
}

function latestPast(job: RegisteredJob, now: Date): Date | null {
  const justAfter = new Date(now.getTime() + 1);
  const times = job.schedules.flatMap(
    (schedule) => occurrencesOfSchedule(job, schedule).previous(justAfter)?.getTime() ?? [],
  );
  return times.length === 0 ? null : new Date(Math.max(...times));
}

async function explainEach(
  host: Host,
  job: RegisteredJob,
  database: Database,
  moment: { readonly at: Date; readonly now: Date },
): Promise<OccurrenceExplanation['occurrences']> {
  const jobs = new JobStore(database);
  const [state, stored] = await Promise.all([jobs.read(job.name), jobs.schedules([job.name])]);
  const jobEnabled = effectiveSwitch(job, state, moment.now).enabled;
  const paused = (await new PauseStore(database).read()).some(({ queue }) => queue === null);
  const keptSince = new Date(moment.now.getTime() - host.settings.retention.runsMs);
  return Promise.all(
    job.schedules.map(async (schedule) => {
      const synced = stored.find(({ name }) => name === schedule.name);
      const found = await recorded(database, job, schedule, moment.at);
      return judgeOccurrence(schedule, {
        ...moment,
        ...found,
        keptSince,
        paused,
        times: occurrencesOfSchedule(job, schedule),
        firstSynced: synced?.firstSyncedAt ?? null,
        waitingFor: synced?.nextRun ?? null,
        enabled: jobEnabled && schedule.enabled,
      });
    }),
  );
}

async function recorded(
  database: Database,
  job: RegisteredJob,
  schedule: NamedSchedule,
  at: Date,
): Promise<Pick<OccurrenceRecord, 'run' | 'span'>> {
  const [run, span] = await Promise.all([
    new RunStore(database).ofOccurrence(job.name, schedule.name, at),
    new OccurrenceLedger(database).covering(job.name, schedule.name, at),
  ]);
  return { run, span };
}
