import type { Artifact } from '../artifacts/artifact.js';
import type { CleanedRuns } from '../artifacts/run-removal.js';
import { AuditStore } from '../jobs/audit-store.js';
import { totalOf } from '../runs/prune-runs.js';
import { RetentionStore } from '../runs/retention-store.js';
import { type FinalStatus, finalStatuses, isFinal } from '../runs/run-status.js';
import type { Host } from './host.js';
import { statusOf, UnfinishedStatusError } from './status-words.js';

export interface CleanRunsInput {
  /** Runs that ended longer ago than so many milliseconds; null for all finished ones. */
  readonly olderThanMs: number | null;
  /** A final status, as people write it; all of them by default. */
  readonly status?: string | undefined;
  /** Counts and deletes nothing; false by default. */
  readonly dryRun?: boolean | undefined;
  /** Stops it between two batches. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Deletes old finished runs; one with an unresolved failure stays.
 * @throws {UnknownStatusError} @throws {UnfinishedStatusError}
 */
export async function cleanRuns(host: Host, input: CleanRunsInput): Promise<Artifact<CleanedRuns>> {
  const { olderThanMs, signal } = input;
  const dryRun = input.dryRun ?? false;
  const statuses = input.status === undefined ? finalStatuses : [finalStatusOf(input.status)];
  const database = await host.database();
  const retention = new RetentionStore(database, host.settings.retention);
  const options = { dryRun, ...(signal === undefined ? {} : { signal }) };
  const deleted = await retention.pruneRuns({ olderThanMs, statuses }, options);
  if (!dryRun) {
    await new AuditStore(database).append({
      actor: host.actor,
      action: 'runs_cleaned',
      target: 'runs',
      reason: null,
      details: { ...deleted, older_than_ms: olderThanMs },
    });
  }
  const total = totalOf(deleted);
  return {
    data: { deleted, total, older_than_ms: olderThanMs, dry_run: dryRun, message: sentence(total, dryRun) },
    artifact_type: 'text',
    title: 'Runs Cleaned',
  };
}

function finalStatusOf(word: string): FinalStatus {
  const status = statusOf(word);
  if (isFinal(status)) return status;
  throw new UnfinishedStatusError(status);
}

function sentence(total: number, dryRun: boolean): string {
  if (dryRun) return `Would delete ${total} finished run(s) (dry run)`;
  return total === 0 ? 'There was nothing to delete' : `Deleted ${total} finished run(s)`;
}
