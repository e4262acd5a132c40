import { AuditStore } from '../jobs/audit-store.js';
import type { FinalStatus } from '../runs/run-status.js';
import { countPrunableShellRuns, pruneShellRuns, type ShellPruning } from '../shell-runs/prune-shell-runs.js';
import { projectOf } from '../shell/project-of.js';
import { atShellDesk, hasShellRuns } from '../shell/shell-desk.js';

export interface CleanShellRunsInput extends Omit<ShellPruning, 'project'> {
  /** Where the caller is: the shell runs of that project go; null for those of all projects. */
  readonly directory: string | null;
  readonly dryRun: boolean;
  /** Who does it, for the audit. */
  readonly actor: string;
  /** Stops it between two batches. */
  readonly signal?: AbortSignal | undefined;
}

/** Deletes old finished shell runs with their logs. @returns how many went, by their status. */
export async function cleanShellRuns(input: CleanShellRunsInput): Promise<Record<FinalStatus, number>> {
  const deleted = { completed: 0, failed: 0, cancelled: 0 };
  if (!hasShellRuns()) return deleted;
  const pruning = { ...input, project: input.directory === null ? null : projectOf(input.directory) };
  return atShellDesk({ mayRestart: false }, async ({ database, files }) => {
    if (input.dryRun) return countPrunableShellRuns(database, pruning);
    for (let page = await pruneShellRuns(database, pruning); page.length > 0; ) {
      for (const { id, status } of page) {
        deleted[status]++;
        files.remove(id);
      }
      input.signal?.throwIfAborted();
      page = await pruneShellRuns(database, pruning);
    }
    await new AuditStore(database).append({
      actor: input.actor,
      action: 'runs_cleaned',
      target: 'runs',
      reason: null,
      details: { ...deleted, older_than_ms: input.olderThanMs, project: pruning.project },
    });
    return deleted;
  });
}
