import { jsonArray, numberArray } from '../database/array-literal.js';
import type { Session, Statement } from '../database/database.js';
import { storableJson } from '../database/storable-json.js';
import { advancePhases } from './advance-phases.js';
import { countEndings, laneHeld } from './count-endings.js';
import { enqueueFollowers } from './enqueue-followers.js';
import type { Settlement } from './run.js';
import type { RunStatus } from './run-status.js';

// Lock by id first and filter after: with the guard written into the join the planner expects one row and loops
// 500 × 500, and only a lock that is taken in an order of its own knows no deadlock. The update goes by the id again and
// not by the place of what was locked: a run that has moved between the statement's beginning and the lock (somebody asked
// to cancel it) stands where the statement does not see it. How many runs are given is hidden in subqueries: for hundreds
// of them the planner would read the whole table.
const isMine = (worker: string) =>
  `r.status = 'running' and r.claimed_by = ${worker} and r.attempt = g.attempt as mine`;

// Whoever waits for a single run hears of its end with the commit, without a statement more.
const newsAndHint = (hint: string) => `
    select id, status, null as news, null as name from settled
    union all select null, null, 'followed', queue from followed group by queue
    union all select null, null, 'cleared', job_name from cleared
    union all select null, null, 'told', null where exists (select from told)
    union all select null, null, 'hinted', pg_notify('infra_ended', string_agg(id || ':' || status, ' '))::text
      from settled where ${hint} and status in ('completed', 'failed', 'cancelled') having count(*) > 0`;

// Most batches hold successes only, which need to say little and have few consequences.
const settleCompleted: Statement = {
  name: 'settle_completed_runs',
  text: `with given as materialized (
      select * from unnest((select $1::bigint[]), (select $2::int[]), (select $3::jsonb[])) as g(id, attempt, result)
    ),
    locked as materialized (
      select r.id, ${isMine('$4')}, g.result
      from given g join job_runs r on r.id = g.id
      order by r.id
      for no key update of r
    ),
    settled as (
      update job_runs r
      set status = 'completed', finished_at = infra_now(), claimed_by = null, result = l.result, error = null
      from locked l
      where r.id = l.id and l.mine
      returning r.id, r.job_name, r.status, r.limited as slot, ${laneHeld}, r.started_at, r.notify
    ),
    ${enqueueFollowers('settled')},
    ${countEndings('settled', ['completed'])}
    ${newsAndHint('$5')}`,
};

/** What a settle of phases, and of runs that may have kept a checkpoint, has more than that of others. */
interface Extras {
  /** Which locks the runs. */
  readonly held: string;
  readonly locked: string;
  readonly consequences: string;
  readonly news: string;
}

// What was to be tried again ends instead when somebody wanted it cancelled.
const settlement = (extras: Extras) => `with given as materialized (
      select * from unnest((select $1::bigint[]), (select $2::int[]), (select $3::jsonb[]), (select $5::text[]),
        (select $6::jsonb[]), (select $7::timestamptz[]), (select $8::float8[]), (select $9::text[]))
        as g(id, attempt, result, status, error, retry_at, retry_in_ms, attempt_outcome)
    ),
    ${extras.held}
    locked as materialized (
      select r.id, ${isMine('$4')}, g.status, g.result, g.error,
        coalesce(g.retry_at, infra_now() + coalesce(g.retry_in_ms, 0) * interval '1 ms') as retry_at, g.attempt_outcome,
        g.status = 'queued' and r.cancel_requested_at is not null as unwanted
      from given g join ${extras.locked}
    ),
    settled as (
      update job_runs r
      set status = case when l.unwanted then 'cancelled' else l.status end,
        finished_at = case when l.status <> 'queued' or l.unwanted then infra_now() end,
        claimed_by = null,
        result = coalesce(l.result, r.result),
        error = case
          when l.unwanted then jsonb_build_object('code', 'cancelled', 'message', r.cancel_reason)
          when l.status <> 'completed' then coalesce(l.error, r.error)
        end,
        failed_attempts = r.failed_attempts + (l.attempt_outcome is not distinct from 'failed')::int,
        available_at = case when l.status = 'queued' then l.retry_at else r.available_at end,
        ready = l.status <> 'queued' or l.retry_at <= infra_now()
      from locked l
      where r.id = l.id and l.mine
      returning r.id, r.job_name, r.status, r.attempt, r.limited as slot, ${laneHeld}, r.started_at, r.error, r.notify,
        r.parent,
        l.attempt_outcome, l.error as attempt_error
    ),
    tried as (
      insert into attempts (run_id, attempt, outcome, worker_id, host, started_at, finished_at, error)
      select s.id, s.attempt, s.attempt_outcome, $4, w.host, s.started_at, infra_now(), s.attempt_error
      from settled s left join workers w on w.id = $4
      where s.attempt_outcome is not null
    ),
    ${extras.consequences}
    ${enqueueFollowers('settled')},
    ${countEndings('settled', ['completed', 'failed', 'cancelled'])}
    ${newsAndHint('$10')}
    union all select null, null, 'told', null where exists (select from alarmed)
    ${extras.news}`;

const settleAny: Statement = {
  name: 'settle_runs',
  text: settlement({
    held: '',
    locked: `job_runs r on r.id = g.id
      order by r.id
      for no key update of r`,
    consequences: '',
    news: '',
  }),
};

// The combined runs of phases are locked with them, in the one order of ids.
const settlePhases: Statement = {
  name: 'settle_phases',
  text: settlement({
    held: `held as materialized (
      select r.id, r.status, r.claimed_by, r.attempt, r.cancel_requested_at
      from unnest((select $1::bigint[] || $11::bigint[])) as a(id) join job_runs r on r.id = a.id
      order by r.id
      for no key update of r
    ),`,
    locked: 'held r on r.id = g.id',
    consequences: `${advancePhases('settled', 'held', 'given')},
    forgotten as (
      delete from checkpoints c using settled s where c.run_id = s.id and s.status = 'completed'
    ),`,
    news: `union all select null, null, 'followed', queue from begun group by queue
    union all select null, null, 'atEnd', run_id::text from at_end`,
  }),
};

const recorded: Statement = {
  name: 'settled_before',
  text: `select r.id, r.status from job_runs r
    join unnest($1::bigint[], $2::int[], $3::text[]) g(id, attempt, status) on r.id = g.id and r.attempt = g.attempt
    where r.status = g.status or (g.status = 'queued' and r.status = 'cancelled')`,
};

/** What came of a settle beside the runs themselves. */
export interface SettleNews {
  /** The queues that have runs now which follow completed ones. */
  readonly followed: readonly string[];
  /** Jobs whose alert about failures in a row is over. */
  readonly cleared: readonly string[];
  /** Whether somebody outside is to be told of something. */
  readonly told: boolean;
  /** Combined runs whose end is to be decided: their last phase has ended, or one did not complete. */
  readonly atEnd: readonly number[];
}

export interface SettleOptions {
  /** Called when there is more to say than which runs were settled. */
  readonly tell?: (news: SettleNews) => void;
  /** Whether the statement itself tells other processes, on `infra_ended`, which of these few runs have ended. */
  readonly hint?: boolean;
}

interface Row {
  readonly id: number | null;
  readonly status: RunStatus;
  readonly news: keyof SettleNews | 'hinted' | null;
  readonly name: string;
}

/** Characters of JSON that a result or an error may have. */
const largest = 16 * 2 ** 20;

/**
 * Records outcomes in one statement: runs, attempts, limits and counters together or not at all.
 *
 * Guarded by worker and attempt: a run that somebody else has finished, rescued or given to another worker is left as
 * it is.
 * @returns the status of each run that was settled; a missing one was refused.
 */
export async function settleRuns(
  session: Session,
  workerId: number,
  settlements: readonly Settlement[],
  { tell, hint = false }: SettleOptions = {},
): Promise<Map<number, RunStatus>> {
  const completed = settlements.every(({ outcome }) => outcome.status === 'completed');
  const values = [
    numberArray(settlements.map(({ run }) => run.id)),
    numberArray(settlements.map(({ run }) => run.attempt)),
    jsonArray(settlements.map(({ outcome }) => json('result' in outcome ? outcome.result : null))),
    workerId,
  ];
  const details = () => [...values, ...detailsOf(settlements), hint];
  const rows = settlements.some(isSpecial)
    ? await session.query<Row>(settlePhases, [...details(), parentsOf(settlements)])
    : completed
      ? await session.query<Row>(settleCompleted, [...values, hint])
      : await session.query<Row>(settleAny, details());
  const settled = new Map<number, RunStatus>();
  for (const { id, status } of rows) if (id !== null) settled.set(id, status);
  if (settled.size < rows.length) tell?.(newsOf(rows));
  return settled;
}

/** Of these settlements, those that an earlier try has recorded: its answer may have been lost with the connection. */
export async function settledBefore(
  session: Session,
  settlements: readonly Settlement[],
): Promise<Map<number, RunStatus>> {
  const rows = await session.query<{ id: number; status: RunStatus }>(recorded, [
    settlements.map(({ run }) => run.id),
    settlements.map(({ run }) => run.attempt),
    settlements.map(({ outcome }) => outcome.status),
  ]);
  return new Map(rows.map((row) => [row.id, row.status]));
}

/**
 * Whether an error says that what is to be stored is at fault. Anything else, a full disk or a deadlock, may be over the
 * next time.
 */
export function isUnstorable(error: unknown): boolean {
  if (error instanceof TypeError || error instanceof RangeError) return true;
  const { code } = error as { code?: string };
  // The classes of data, of constraints and of limits.
  return code !== undefined && /^(22|23|54)...$/.test(code);
}

/** Has consequences that other runs need not pay for. */
function isSpecial({ run, outcome }: Settlement): boolean {
  return run.parent != null || outcome.resumable === true;
}

function parentsOf(settlements: readonly Settlement[]): number[] {
  return [...new Set(settlements.flatMap(({ run }) => run.parent ?? []))];
}

function detailsOf(settlements: readonly Settlement[]): unknown[] {
  return [
    settlements.map(({ outcome }) => outcome.status),
    jsonArray(settlements.map(({ outcome }) => json('error' in outcome ? outcome.error : null))),
    settlements.map(({ outcome }) => ('retryAt' in outcome ? outcome.retryAt : null)),
    settlements.map(({ outcome }) => ('retryInMs' in outcome ? outcome.retryInMs : null)),
    settlements.map(attemptOutcome),
  ];
}

function newsOf(rows: readonly Row[]): SettleNews {
  const named = (kind: keyof SettleNews) => rows.filter(({ news }) => news === kind).map(({ name }) => name);
  return {
    followed: named('followed'),
    cleared: named('cleared'),
    told: named('told').length > 0,
    atEnd: named('atEnd').map(Number),
  };
}

function attemptOutcome({ outcome }: Settlement): 'failed' | 'returned' | null {
  if ('returned' in outcome) return 'returned';
  return outcome.status === 'failed' || outcome.status === 'queued' ? 'failed' : null;
}

/** @throws {TypeError} for what JSON cannot say. @throws {RangeError} for what is too large to be kept with a run. */
function json(value: unknown): string | null {
  if (value === null) return null;
  const text = written(value);
  if (text.length <= largest) return text;
  throw new RangeError(`it has ${text.length} characters of JSON, and a run keeps ${largest} at most`);
}

/** A `toJSON` of a job may throw whatever it likes: it is the value that is at fault, and no second try would mend it. */
function written(value: unknown): string {
  try {
    return storableJson(value);
  } catch (error) {
    throw error instanceof TypeError ? error : new TypeError(String(error), { cause: error });
  }
}
