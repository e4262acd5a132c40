import type { Artifact } from '../artifacts/artifact.js';
import type { ExecutionHistory } from '../artifacts/execution-history.js';
import { didYouMean } from '../config/nearest-name.js';
import { InfraError } from '../errors/infra-error.js';
import { JobStore } from '../jobs/job-store.js';
import type { Run } from '../runs/run.js';
import { type RunStatus, parseStatus, printedStatus, runStatuses } from '../runs/run-status.js';
import { RunStore } from '../runs/run-store.js';
import type { Host } from './host.js';

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

/** A word that is no status of a run. */
export class UnknownStatusError extends InfraError {
  readonly code = 'invalid_value';

  constructor(word: string) {
    const words = runStatuses.map(printedStatus);
    super(`there is no status '${word}'${didYouMean(word, words)}`, {
      hint: `a status is one of ${words.join(', ')}`,
    });
  }
}

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
  if (input.job !== undefined && host.registry.find(input.job) === undefined) {
    // A job that the code no longer has keeps its history.
    if ((await new JobStore(database).read(input.job)) === null) host.registry.require(input.job);
  }
  const runs = await new RunStore(database).list({
    limit: input.limit ?? defaultLimit,
    ...(input.job === undefined ? {} : { jobName: input.job }),
    ...(status === undefined ? {} : { status }),
    ...(input.since === undefined ? {} : { since: input.since }),
  });
  return {
    data: { entries: runs.map(entryOf), total: runs.length },
    artifact_type: 'table',
    title: 'Job Execution History',
  };
}

function statusOf(word: string): RunStatus {
  const status = parseStatus(word);
  if (status === null) throw new UnknownStatusError(word);
  return status;
}

function entryOf(run: Run): ExecutionHistory['entries'][number] {
  const { startedAt, finishedAt } = run;
  return {
    job_name: run.jobName,
    status: printedStatus(run.status),
    run_at: (startedAt ?? run.createdAt).toISOString(),
    error: run.error?.message ?? null,
    run_id: String(run.id),
    trigger: run.trigger,
    duration_ms:
      startedAt !== null && finishedAt !== null ? finishedAt.getTime() - startedAt.getTime() : null,
    attempt: run.attempt,
    scheduled_for: run.scheduledFor?.toISOString() ?? null,
    finished_at: finishedAt?.toISOString() ?? null,
  };
}
