import type { Artifact } from '../artifacts/artifact.js';
import type { JobLedger } from '../artifacts/job-ledger.js';
import { JobStore } from '../jobs/job-store.js';
import { OccurrenceLedger, type RecordedSpan } from '../jobs/occurrence-ledger.js';
import { newestOccurrenceRuns } from '../runs/read/occurrence-runs.js';
import type { Run } from '../runs/run.js';
import { printedStatus } from '../runs/run-status.js';
import type { Host } from './host.js';
import { durationOf, instantOf } from './shown-run.js';

export interface JobLedgerInput {
  readonly name: string;
  /** Entries at most, from 1; 50 by default. Occurrences that were skipped together are one entry. */
  readonly limit?: number | undefined;
}

const defaultLimit = 50;

type Entry = JobLedger['entries'][number];

/**
 * What became of the latest occurrences of all schedules of a job: a run each, or a span of skips.
 * @throws {JobNotFoundError}
 */
export async function jobLedger(host: Host, input: JobLedgerInput): Promise<Artifact<JobLedger>> {
  const job = host.registry.require(input.name);
  const { limit = defaultLimit } = input;
  const database = await host.database();
  const schedules = job.schedules.map((schedule) => schedule.name);
  const [now, runs, spans] = await Promise.all([
    new JobStore(database).now(),
    newestOccurrenceRuns(database, { jobName: job.name, schedules, limit }),
    new OccurrenceLedger(database).spans(job.name, limit),
  ]);
  // The span of a disabled job begins with an occurrence that still lies ahead.
  const begun = spans.filter((span) => span.first <= now);
  const entries = [...runs.flatMap(servedBy), ...begun.map(skippedIn)]
    .toSorted((one, other) => Date.parse(other.first) - Date.parse(one.first))
    .slice(0, limit);
  return {
    data: { job_name: job.name, entries, total: entries.length },
    artifact_type: 'table',
    title: `Ledger: ${job.name}`,
  };
}

function servedBy(run: Run): Entry[] {
  const { scheduledFor, scheduleName, firstStartedAt } = run;
  if (scheduledFor === null || scheduleName === null) return [];
  const late = firstStartedAt === null ? null : firstStartedAt.getTime() - scheduledFor.getTime();
  return [
    {
      schedule_name: scheduleName,
      outcome: 'ran',
      first: scheduledFor.toISOString(),
      last: scheduledFor.toISOString(),
      count: 1,
      reason: null,
      run: {
        run_id: String(run.id),
        status: printedStatus(run.status),
        started_at: instantOf(firstStartedAt),
        finished_at: instantOf(run.finishedAt),
        duration_ms: durationOf(run),
        lateness_ms: late === null ? null : Math.max(0, late),
        error: run.error?.message ?? null,
      },
    },
  ];
}

function skippedIn(span: RecordedSpan): Entry {
  return {
    schedule_name: span.scheduleName,
    outcome: 'skipped',
    first: span.first.toISOString(),
    last: instantOf(span.last),
    count: span.last === null ? null : span.count,
    reason: span.reason,
    run: null,
  };
}
