import type { Artifact } from '../artifacts/artifact.js';
import type { CleanedRuns } from '../artifacts/run-removal.js';
import { AuditStore } from '../jobs/audit-store.js';
import { type RunCounts, sumOf, totalOf } from '../runs/retention/prune-runs.js';
import { RetentionStore } from '../runs/retention/retention-store.js';
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
  /** Where the caller is: then the shell runs of that project go, too. */
  readonly directory?: string | undefined;
  /** Those of every project of this user; false by default. */
  readonly allProjects?: boolean | undefined;
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
  const pruning = { olderThanMs, statuses, dryRun, signal };
  const own = host.configured || input.directory === undefined ? await cleanHostRuns(host, pruning) : null;
  const shell = await shellRunsOf(host, input, pruning);
  const deleted = sumOf(own ?? noRuns, shell);
  const total = totalOf(deleted);
  return {
    data: { deleted, total, older_than_ms: olderThanMs, dry_run: dryRun, message: sentence(total, dryRun) },
    artifact_type: 'text',
    title: 'Runs Cleaned',
  };
}

interface Pruning {
  readonly olderThanMs: number | null;
  readonly statuses: readonly FinalStatus[];
  readonly dryRun: boolean;
  readonly signal: AbortSignal | undefined;
}

async function cleanHostRuns(
  host: Host,
  { olderThanMs, statuses, dryRun, signal }: Pruning,
): Promise<RunCounts> {
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
  return deleted;
}

async function shellRunsOf(
  { actor }: Host,
  { directory, allProjects = false }: CleanRunsInput,
  pruning: Pruning,
): Promise<RunCounts> {
  if (directory === undefined) return noRuns;
  const { cleanShellRuns } = await import('./clean-shell-runs.js');
  return cleanShellRuns({ ...pruning, actor, directory: allProjects ? null : directory });
}

const noRuns: RunCounts = { completed: 0, failed: 0, cancelled: 0 };

function finalStatusOf(word: string): FinalStatus {
  const status = statusOf(word);
  if (isFinal(status)) return status;
  throw new UnfinishedStatusError(status);
}

function sentence(total: number, dryRun: boolean): string {
  if (dryRun) return `Would delete ${total} finished run(s) (dry run)`;
  return total === 0 ? 'There was nothing to delete' : `Deleted ${total} finished run(s)`;
}
