import type { Session, Statement } from '../../database/database.js';
import { type FinalStatus, finalStatuses } from '../run-status.js';

/** Which finished runs go. One with an unresolved failure never does. */
export interface RunPruning {
  /** Those that ended longer ago than so many milliseconds; null whenever they ended. */
  readonly olderThanMs: number | null;
  /** All of them by default. */
  readonly statuses?: readonly FinalStatus[];
  /** The newest so many of all runs stay, whatever their age; none by default. */
  readonly exceptNewest?: number;
}

/** Runs that went, by their status. */
export type RunCounts = Readonly<Record<FinalStatus, number>>;

/** Rows of one look: short enough that nobody waits for what it deletes. */
const pageRows = 1_000;

interface Page extends RunCounts {
  /** Where the next look begins; null when there is nothing behind. */
  readonly position: number | null;
}

const isKept = `exists (select from failures f where f.run_id = r.id and f.resolved_at is null)`;
const isOver = `r.status = any($1::text[]) and ($2::float8 is null or r.finished_at < infra_now() - $2 * interval '1 ms')`;
const counts = (rows: string) =>
  finalStatuses
    .map((status) => `(count(*) filter (where ${rows} = '${status}'))::int as ${status}`)
    .join(', ');

// A walk by id, oldest first, and no index on the time of the end, which every run would pay for: ids grow with the time
// of creation, and nothing ends before it is created, so the walk is over at the first page that is younger than what is
// to go. Final is final: what the page saw still holds when a row is deleted.
const prunePage: Statement = {
  name: 'prune_runs',
  patient: true,
  text: `with page as materialized (
      select id, created_at from job_runs where id > $3 and ($4::bigint is null or id <= $4) order by id limit ${pageRows}
    ),
    old as materialized (
      select r.id from page p join job_runs r on r.id = p.id
      where ${isOver} and not ${isKept}
      order by r.id
      for update of r skip locked
    ),
    removed as (delete from job_runs r using old where r.id = old.id returning r.status)
    select ${counts('removed.status')},
      (select max(id) from page
        having count(*) = ${pageRows} and ($2::float8 is null or min(created_at) < infra_now() - $2 * interval '1 ms')
      ) as position
    from removed`,
};

const countOld: Statement = {
  name: 'count_old_runs',
  patient: true,
  text: `select ${counts('r.status')} from job_runs r
    where ${isOver} and ($3::bigint is null or r.id <= $3) and not ${isKept}`,
};

// Beyond the newest so many: unfinished ones count among them, and stay in any case.
const edge: Statement = {
  name: 'edge_of_newest_runs',
  patient: true,
  text: `select id from job_runs order by id desc offset $1 limit 1`,
};

/** Counts the runs that {@link pruneRuns} would delete. */
export async function countPrunableRuns(session: Session, pruning: RunPruning): Promise<RunCounts> {
  const last = await lastToGo(session, pruning);
  if (last === 'none') return noRuns;
  const [row] = await session.query<RunCounts>(countOld, [...conditionsOf(pruning), last]);
  return row ?? noRuns;
}

/**
 * Deletes finished runs with all that belongs to them, in batches that block nobody, oldest first.
 * @throws the signal's reason, between two batches.
 */
export async function pruneRuns(
  session: Session,
  pruning: RunPruning,
  signal?: AbortSignal,
): Promise<RunCounts> {
  const last = await lastToGo(session, pruning);
  let removed: RunCounts = noRuns;
  for (let position: number | null = last === 'none' ? null : 0; position !== null; ) {
    signal?.throwIfAborted();
    const [page] = await session.query<Page>(prunePage, [...conditionsOf(pruning), position, last]);
    if (page === undefined) throw new Error('the database returned no counts');
    removed = sumOf(removed, page);
    position = page.position;
  }
  return removed;
}

/** How many runs there are in all. */
export function totalOf(runs: RunCounts): number {
  return finalStatuses.reduce((sum, status) => sum + runs[status], 0);
}

/** @returns the newest id that may go, null where any may; 'none' where all are among the newest. */
async function lastToGo(session: Session, { exceptNewest }: RunPruning): Promise<number | null | 'none'> {
  if (exceptNewest === undefined) return null;
  const [row] = await session.query<{ id: number }>(edge, [exceptNewest]);
  return row?.id ?? 'none';
}

function conditionsOf({ statuses = finalStatuses, olderThanMs }: RunPruning): unknown[] {
  return [statuses, olderThanMs];
}

const noRuns: RunCounts = { completed: 0, failed: 0, cancelled: 0 };

/** Both counts together. */
export function sumOf(one: RunCounts, other: RunCounts): RunCounts {
  return {
    completed: one.completed + other.completed,
    failed: one.failed + other.failed,
    cancelled: one.cancelled + other.cancelled,
  };
}
