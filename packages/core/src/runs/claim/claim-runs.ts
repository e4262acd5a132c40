import type { Session, Statement } from '../../database/database.js';
import type { ClaimedRun } from '../run.js';

/** Which runs a worker may take, and how many. */
export interface ClaimRequest {
  readonly workerId: number;
  readonly limit: number;
  /** The jobs that this process can run; others stay queued for whoever has them. */
  readonly jobNames: readonly string[];
}

// A statement that holds row locks must not wait for its reader: past some 64 KB of reply a stopped client would keep
// the transaction open. So a claim takes as many runs as their rows have room for, and parameters that are large, or are
// too many together, are left out here and read by id once the claim is committed. (The size on disk, which is cheap to
// ask, may be a compressed one: so the text is looked at too, and made once.)
const largestParameters = 512;
const parametersRoom = 16_000;
const rowsRoom = 44_000;
/** Of one row without the job's name and the parameters, at most. */
const rowBytes = 140;
/** With more at once nothing gets quicker, and a worker has the runs that others wait for. */
const mostRuns = 500;

/** For the RETURNING of a claim of runs `r`: what {@link claimReply} needs. */
export const claimedColumns = `r.id, r.attempt, r.job_name, r.trigger, r.scheduled_for, r.failed_attempts, r.max_attempts, r.parent,
      case when pg_column_size(r.parameters) <= ${largestParameters} then r.parameters::text end as parameters`;

/** The reply of a claim, from its WITH query `taken`. */
export const claimReply = `
  select t.id, t.attempt, t.job_name as "jobName", t.trigger, t.scheduled_for as "scheduledFor",
    t.failed_attempts as "failedAttempts", t.max_attempts as "maxAttempts", j.last_success as "lastSuccess", t.parent,
    case when (select sum(octet_length(parameters)) from taken) <= ${parametersRoom} then t.parameters end as parameters
  from taken t left join scheduled_jobs j on j.job_name = t.job_name
  order by t.id`;

// By the place where the row was locked, which saves a search for each run. A run that has moved since the statement
// began stays as it is, for the next claim.
const take = `
  taken as (
    update job_runs r
    set status = 'running', claimed_by = $1, worker_id = $1, attempt = r.attempt + 1, started_at = infra_now(),
      in_lane = false
    where r.ctid = any(array(select ctid from picked))
    returning ${claimedColumns}
  )`;

// A worker that was declared dead claims nothing: `me` is empty then. It is empty too while everything or the queue is
// paused, and once the queue has a width: that is asked here, in the statement, so that a pause holds from the moment it
// is made, and a worker that has not heard of a width takes nothing past it.
//
// A planner that saw how many runs and how many jobs there are would find its plan so much better than one for any number
// that it planned every claim anew.
const claimOfQueue: Statement = {
  name: 'claim_of_queue',
  text: `with me as materialized (
      select id from workers where id = $1 and gone_at is null
        and not exists (select from pauses where scope in ('*', $4))
        and not exists (select from queues where name = $4 and width is not null)
    ),
    picked as materialized (
      select ctid from job_runs
      where exists (select from me) and queue = $4 and status = 'queued' and ready and not limited
        and reserved_for is null and job_name = any((select $3::text[])::text[])
      order by priority desc, id limit (select $2::int)
      for no key update skip locked
    ), ${take} ${claimReply}`,
};

// Runs that are named by hand wait for nobody: neither for a pause nor for a slot.
const claimReserved: Statement = {
  name: 'claim_reserved',
  text: `with me as materialized (select id from workers where id = $1 and gone_at is null),
    picked as materialized (
      select ctid from job_runs
      where exists (select from me) and status = 'queued' and ready and reserved_for = $1 and job_name = any($3)
      order by id limit $2
      for no key update skip locked
    ), ${take} ${claimReply}`,
};

const parametersOf: Statement = {
  name: 'claimed_parameters',
  text: `select id, parameters from job_runs where id = any($1::bigint[])`,
};

type ClaimedRow = Omit<ClaimedRun, 'parameters'> & { parameters: string | null };

/**
 * Takes queued runs of one queue that has no width, of jobs without a limit: those of the highest priority and of these
 * the oldest first, some hundreds at most. Each is `running` in this worker's name when the promise resolves.
 */
export async function claimRuns(
  session: Session,
  request: ClaimRequest,
  queue = 'default',
): Promise<ClaimedRun[]> {
  return claimBy(session, claimOfQueue, request, queue);
}

/** Takes runs that are reserved for this worker, oldest first. */
export async function claimReservedRuns(session: Session, request: ClaimRequest): Promise<ClaimedRun[]> {
  return claimBy(session, claimReserved, request);
}

/** Claims by a statement that takes the worker, the limit, the jobs and what more it is given. */
export async function claimBy(
  session: Session,
  statement: Statement,
  { workerId, limit, jobNames }: ClaimRequest,
  ...more: readonly unknown[]
): Promise<ClaimedRun[]> {
  const longestName = jobNames.reduce((longest, name) => Math.max(longest, name.length), 0);
  const most = Math.min(limit, mostRuns, Math.floor(rowsRoom / (rowBytes + longestName)));
  const values = [workerId, most, jobNames, ...more];
  const rows = await session.query<ClaimedRow>(statement, values);
  const large = rows.filter((row) => row.parameters === null).map((row) => row.id);
  const read = large.length === 0 ? null : await readParameters(session, large);
  // The rows are nobody else's: to copy hundreds of them would cost more than to read them.
  return rows.map((row) => {
    const { id, parameters } = row;
    return Object.assign(row, {
      parameters:
        parameters === null ? (read?.get(id) ?? {}) : (JSON.parse(parameters) as ClaimedRun['parameters']),
    });
  });
}

async function readParameters(
  session: Session,
  ids: readonly number[],
): Promise<ReadonlyMap<number, ClaimedRun['parameters']>> {
  const rows = await session.query<Pick<ClaimedRun, 'id' | 'parameters'>>(parametersOf, [ids]);
  return new Map(rows.map((row) => [row.id, row.parameters]));
}

/** Runs that one promotion makes claimable, at most. */
const mostPromoted = 1_000;

const promoteDue: Statement = {
  name: 'promote_due',
  text: `with due as materialized (
      select id from job_runs where status = 'queued' and not ready and available_at <= infra_now()
      order by available_at limit ${mostPromoted} for no key update skip locked
    ), promoted as (update job_runs r set ready = true from due where r.id = due.id returning 1)
    select (select count(*) from promoted) as promoted,
      (select extract(epoch from min(available_at) - infra_now()) * 1000 from job_runs
        where status = 'queued' and not ready and available_at > infra_now())::float8 as "nextInMs"`,
};

/** What a promotion did. */
export interface Promotion {
  /** Runs that are claimable now. */
  readonly promoted: number;
  /** Milliseconds until there is something to promote again; null when nothing is delayed. */
  readonly nextInMs: number | null;
}

/** Makes delayed runs whose time has come claimable. */
export async function promoteDueRuns(session: Session): Promise<Promotion> {
  const [row] = await session.query<Promotion>(promoteDue);
  if (row === undefined) throw new Error('the database returned no promotion');
  return row.promoted < mostPromoted ? row : { ...row, nextInMs: 0 };
}
