import type { Session, Statement } from '../../database/database.js';
import { lanesOf } from '../run-lanes.js';
import type { RunStatus } from '../run-status.js';

/** A run as watchers are told of it. */
export interface WatchedRun {
  readonly id: number;
  readonly jobName: string;
  readonly status: RunStatus;
  readonly attempt: number;
  readonly progress: Readonly<Record<string, unknown>> | null;
}

/** What tells at a glance whether anything else has changed: each of these is another when something has. */
export interface Signs {
  /** The newest run. */
  readonly newestRun: number;
  /** Runs that wait for leave, counted to a thousand. */
  readonly held: number;
  /** The newest failure, and how many are unresolved, counted to a thousand. */
  readonly failures: string;
  /** The newest deed of an operator. */
  readonly newestDeed: number;
  /** The worker processes that have not left, and which of them are leaving. */
  readonly workers: string;
}

/** What one look at everything has found. */
export interface Glance {
  readonly signs: Signs;
  /** Those that were asked for, new ones, and those that run. */
  readonly runs: readonly WatchedRun[];
}

/** Runs that one look asks for, at most of each kind: whoever watches more than that reads lists. */
export const mostTold = 100;

const row = `id, job_name, status, attempt, progress`;
const held = lanesOf(['pending', 'awaiting_approval'])
  .map((lane) => `select 1 from job_runs where ${lane}`)
  .join(' union all ');

// Nothing here is counted to its end: it is asked twice a second while somebody watches and much goes on.
const glance: Statement = {
  name: 'glance_at_changes',
  text: `with told as (
      (select ${row} from job_runs where id = any($1::bigint[]))
      union
      (select ${row} from job_runs where id > $2 and $2 > 0 order by id limit ${mostTold})
      union
      (select ${row} from job_runs where status = 'running' order by id desc limit ${mostTold})
    )
    select json_build_object(
        'newestRun', (select coalesce(max(id), 0) from job_runs),
        'held', (select count(*) from (${held} limit 1000) h),
        'failures', (select concat((select max(id) from failures), ' ', (
          select count(*) from (select 1 from failures where resolved_at is null limit 1000) u))),
        'newestDeed', (select coalesce(max(id), 0) from audit_events),
        'workers', (select coalesce(string_agg(concat(id, case when stopping_at is not null then '-' end), ' ' order by id), '')
          from workers where gone_at is null)
      ) as signs,
      (select coalesce(json_agg(json_build_object('id', id, 'jobName', job_name, 'status', status, 'attempt', attempt,
        'progress', progress) order by id), '[]') from told) as runs`,
};

/**
 * Looks at what may have changed, in one statement.
 * @param ids runs that were heard of, {@link mostTold} at most.
 * @param newestRun the newest run of the look before; 0 for the first look.
 */
export async function readChanges(
  session: Session,
  ids: readonly number[],
  newestRun: number,
): Promise<Glance> {
  const [found] = await session.query<Glance>(glance, [ids, newestRun]);
  if (found === undefined) throw new Error('the database returned no glance');
  return found;
}
