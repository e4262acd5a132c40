import type { Artifact } from '../artifacts/artifact.js';
import type { ClearedRuns } from '../artifacts/run-removal.js';
import { AuditStore } from '../jobs/audit-store.js';
import { type Clearable, clearRuns as removeRuns, countClearable } from '../runs/retention/clear-runs.js';
import type { Host } from './host.js';
import { NotConfirmedError } from './not-confirmed-error.js';

export interface ClearRunsInput {
  /** Asked once with what will go, before anything does; false leaves everything as it is. */
  readonly confirm: (clearable: Clearable) => Promise<boolean>;
}

/**
 * Deletes all runs but those that are running, with their history and their failures; schedules and the audit stay.
 * @throws {NotConfirmedError} when `confirm` says no.
 */
export async function clearRuns(host: Host, { confirm }: ClearRunsInput): Promise<Artifact<ClearedRuns>> {
  const database = await host.database();
  const clearable = await countClearable(database);
  if (!(await confirm(clearable))) {
    throw new NotConfirmedError('nothing was deleted: it was not confirmed');
  }
  // Before the deed, which is many statements: whatever becomes of it, it is known who began it.
  await new AuditStore(database).append({
    actor: host.actor,
    action: 'runs_cleared',
    target: 'runs',
    reason: null,
    details: clearable.runs,
  });
  const { running: _, ...deleted } = await removeRuns(database, clearable.newest ?? 0);
  const total = Object.values(deleted).reduce((sum, count) => sum + count, 0);
  return {
    data: {
      deleted,
      total,
      kept_running: clearable.runs.running,
      message: sentence(total, clearable.runs.running),
    },
    artifact_type: 'text',
    title: 'Runs Cleared',
  };
}

function sentence(total: number, running: number): string {
  const kept = running === 0 ? '' : `; ${running} running one(s) stay`;
  return total === 0 ? `There was nothing to delete${kept}` : `Deleted ${total} run(s)${kept}`;
}
