import type { Session, Statement } from '../../database/database.js';
import { type RunStatus, runStatuses } from '../run-status.js';

/** Runs by their status. */
export type StatusCounts = Readonly<Record<RunStatus, number>>;

/** Rows of one look: short enough that nobody waits for what it deletes. */
const pageRows = 1_000;

const counts = runStatuses
  .map((status) => `(count(*) filter (where x.status = '${status}'))::int as ${status}`)
  .join(', ');

const countAll: Statement = {
  name: 'count_runs_by_status',
  patient: true,
  text: `select ${counts}, (select count(*) from failures where resolved_at is null)::int as "unresolvedFailures",
      max(x.id) as newest
    from job_runs x`,
};

// A run that begins meanwhile is locked by its claim and running when the lock is free: it stays.
const clearPage: Statement = {
  name: 'clear_runs',
  patient: true,
  text: `with page as materialized (
      select id from job_runs where id > $1 and id <= $2 order by id limit ${pageRows}
    ),
    doomed as materialized (
      select r.id from job_runs r join page p on p.id = r.id where r.status <> 'running' order by r.id for update of r
    ),
    x as (delete from job_runs r using doomed where r.id = doomed.id returning r.id, r.status)
    select ${counts}, (select max(id) from page having count(*) = ${pageRows}) as position from x`,
};

/** What there is to clear. */
export interface Clearable {
  readonly runs: StatusCounts;
  readonly unresolvedFailures: number;
  /** The newest run that there is now; null when there is none. */
  readonly newest: number | null;
}

/** Counts all runs, and the failures that go with them. */
export async function countClearable(session: Session): Promise<Clearable> {
  const [row] = await session.query<StatusCounts & Omit<Clearable, 'runs'>>(countAll);
  if (row === undefined) throw new Error('the database returned no counts');
  const { unresolvedFailures, newest, ...runs } = row;
  return { runs, unresolvedFailures, newest };
}

/**
 * Deletes every run up to `newest` that is not running, with its attempts, log, keys and failures, in batches.
 * @returns how many went, by the status they had.
 */
export async function clearRuns(session: Session, newest: number): Promise<StatusCounts> {
  let removed = Object.fromEntries(runStatuses.map((status) => [status, 0])) as StatusCounts;
  for (let position: number | null = 0; position !== null; ) {
    const [page]: (StatusCounts & { position: number | null })[] = await session.query(clearPage, [
      position,
      newest,
    ]);
    if (page === undefined) throw new Error('the database returned no counts');
    removed = Object.fromEntries(
      runStatuses.map((status) => [status, removed[status] + page[status]]),
    ) as StatusCounts;
    position = page.position;
  }
  return removed;
}
