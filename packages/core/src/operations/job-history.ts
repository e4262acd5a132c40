import type { Artifact } from '../artifacts/artifact.js';
import type { ExecutionHistory } from '../artifacts/execution-history.js';
import { listRuns } from '../runs/read/list-runs.js';
import type { Run } from '../runs/run.js';
import { printedStatus } from '../runs/run-status.js';
import type { Host } from './host.js';
import { requireKnownJob } from './known-job.js';
import { durationOf } from './shown-run.js';
import { statusOf } from './status-words.js';

export interface JobHistoryInput {
  readonly job?: string | undefined;
  /** As people write it: `success`, `failed`, `running` … */
  readonly status?: string | undefined;
  /** Runs that started, or were asked for, at this moment or later. */
  readonly since?: Date | undefined;
  /** Rows at most, from 1; 20 by default. */
  readonly limit?: number | undefined;
}

const defaultLimit = 20;

/**
 * The runs of one job or of all, newest first.
 * @throws {UnknownStatusError} @throws {JobNotFoundError} for a name that neither the registry nor the history knows.
 */
export async function jobHistory(
  host: Host,
  input: JobHistoryInput = {},
): Promise<Artifact<ExecutionHistory>> {
  const status = input.status === undefined ? undefined : statusOf(input.status);
  const database = await host.database();
  if (input.job !== undefined) await requireKnownJob(host, database, input.job);
  const runs = await listRuns(database, {
    limit: input.limit ?? defaultLimit,
    ...(input.job === undefined ? {} : { jobName: input.job }),
    ...(status === undefined ? {} : { statuses: [status] }),
    ...(input.since === undefined ? {} : { startedSince: input.since }),
  });
  return {
    data: { entries: runs.map(entryOf), total: runs.length },
    artifact_type: 'table',
    title: 'Job Execution History',
  };
}

function entryOf(run: Run): ExecutionHistory['entries'][number] {
  return {
    job_name: run.jobName,
    status: printedStatus(run.status),
    run_at: (run.firstStartedAt ?? run.createdAt).toISOString(),
    error: run.error?.message ?? null,
    run_id: String(run.id),
    trigger: run.trigger,
    duration_ms: durationOf(run),
    attempt: run.attempt,
    scheduled_for: run.scheduledFor?.toISOString() ?? null,
    finished_at: run.finishedAt?.toISOString() ?? null,
  };
}
