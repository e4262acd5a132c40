import type { Session, Statement } from '../../database/database.js';
import { firstSince } from './first-since.js';
import type { FinalStatus } from '../run-status.js';

/** How many runs ended so in one interval. */
export interface IntervalCount {
  /** The interval's number, 0 for the first. */
  readonly interval: number;
  readonly status: FinalStatus;
  readonly runs: number;
}

// There is no index on the end of a run: the ones that were asked for before are found by halving and never read.
const counted: Statement = {
  name: 'count_runs_by_interval',
  text: `with ${firstSince(`($1::timestamptz - interval '1 hour')`)}
    select floor(extract(epoch from finished_at - $1::timestamptz) * 1000 / $2)::int as interval, status,
      count(*)::int as runs
    from job_runs where id >= (select id from first) and finished_at >= $1::timestamptz
    group by 1, 2`,
};

/**
 * Counts the runs that ended from a moment on, by interval. One that was asked for more than an hour before the moment is
 * not counted.
 */
export async function countByInterval(
  session: Session,
  from: Date,
  intervalMs: number,
): Promise<IntervalCount[]> {
  return session.query<IntervalCount>(counted, [from, intervalMs]);
}
