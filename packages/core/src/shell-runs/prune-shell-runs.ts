import type { Session, Statement } from '../database/database.js';
import { type FinalStatus, finalStatuses } from '../runs/run-status.js';

/** Which finished shell runs go. */
export interface ShellPruning {
  /** Those that ended longer ago than so many milliseconds; null whenever they ended. */
  readonly olderThanMs: number | null;
  readonly statuses: readonly FinalStatus[];
  /** Those of one project; null for all. */
  readonly project: string | null;
}

/** Rows of one statement. */
const pageRows = 500;

const old = `from job_runs r join shell_runs s on s.run_id = r.id
    where r.status = any($1::text[]) and ($2::float8 is null or r.finished_at < infra_now() - $2 * interval '1 ms')
      and ($3::text is null or s.project = $3)`;

const count: Statement = {
  name: 'count_old_shell_runs',
  patient: true,
  text: `select ${finalStatuses
    .map((status) => `(count(*) filter (where r.status = '${status}'))::int as ${status}`)
    .join(', ')} ${old}`,
};

const prune: Statement = {
  name: 'prune_shell_runs',
  patient: true,
  text: `with doomed as materialized (
      select r.id ${old} order by r.id limit ${pageRows} for update of r skip locked
    )
    delete from job_runs r using doomed where r.id = doomed.id returning r.id, r.status`,
};

/** Counts the runs that {@link pruneShellRuns} would delete, by their status. */
export async function countPrunableShellRuns(
  session: Session,
  pruning: ShellPruning,
): Promise<Record<FinalStatus, number>> {
  const [row] = await session.query<Record<FinalStatus, number>>(count, valuesOf(pruning));
  return row ?? { completed: 0, failed: 0, cancelled: 0 };
}

/** Deletes some of the finished runs that are to go; an empty list when there are no more. */
export async function pruneShellRuns(
  session: Session,
  pruning: ShellPruning,
): Promise<{ readonly id: number; readonly status: FinalStatus }[]> {
  return session.query(prune, valuesOf(pruning));
}

function valuesOf({ statuses, olderThanMs, project }: ShellPruning): unknown[] {
  return [statuses, olderThanMs, project];
}
