import type { Session, Statement } from '../database/database.js';
import { storableJson } from '../database/storable-json.js';
import { countEndings, laneHeld } from './count-endings.js';
import type { Settlement } from './run.js';
import type { RunStatus } from './run-status.js';

// Lock by id first and filter after: with the guard written into the join the planner expects one row and loops
// 500 × 500. What was to be tried again ends instead when somebody wanted it cancelled.
const settle: Statement = {
  name: 'settle_runs',
  text: `with given as materialized (
      select * from unnest($1::bigint[], $2::int[], $3::text[], $4::jsonb[], $5::jsonb[], $6::timestamptz[], $7::float8[],
        $8::text[]) as g(id, attempt, status, result, error, retry_at, retry_in_ms, attempt_outcome)
    ),
    locked as materialized (
      select r.id, r.status as was, r.claimed_by, r.attempt as has, g.attempt, g.status, g.result, g.error,
        coalesce(g.retry_at, infra_now() + coalesce(g.retry_in_ms, 0) * interval '1 ms') as retry_at, g.attempt_outcome,
        g.status = 'queued' and r.cancel_requested_at is not null as unwanted
      from given g join job_runs r on r.id = g.id
      order by r.id
      for no key update of r
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
      where r.id = l.id and l.was = 'running' and l.claimed_by = $9 and l.has = l.attempt
      returning r.id, r.job_name, r.status, r.attempt, r.limited as slot, ${laneHeld}, r.started_at, r.error, l.attempt_outcome,
        l.error as attempt_error
    ),
    tried as (
      insert into attempts (run_id, attempt, outcome, worker_id, host, started_at, finished_at, error)
      select s.id, s.attempt, s.attempt_outcome, $9, w.host, s.started_at, infra_now(), s.attempt_error
      from settled s left join workers w on w.id = $9
      where s.attempt_outcome is not null
    ),
    ${countEndings('settled')}
    select id, status from settled`,
};

const recorded: Statement = {
  name: 'settled_before',
  text: `select r.id, r.status from job_runs r
    join unnest($1::bigint[], $2::int[], $3::text[]) g(id, attempt, status) on r.id = g.id and r.attempt = g.attempt
    where r.status = g.status or (g.status = 'queued' and r.status = 'cancelled')`,
};

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
): Promise<Map<number, RunStatus>> {
  const rows = await session.query<{ id: number; status: RunStatus }>(settle, [
    settlements.map(({ run }) => run.id),
    settlements.map(({ run }) => run.attempt),
    settlements.map(({ outcome }) => outcome.status),
    settlements.map(({ outcome }) => json('result' in outcome ? outcome.result : null)),
    settlements.map(({ outcome }) => json('error' in outcome ? outcome.error : null)),
    settlements.map(({ outcome }) => ('retryAt' in outcome ? outcome.retryAt : null)),
    settlements.map(({ outcome }) => ('retryInMs' in outcome ? outcome.retryInMs : null)),
    settlements.map(attemptOutcome),
    workerId,
  ]);
  return new Map(rows.map((row) => [row.id, row.status]));
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

function attemptOutcome({ outcome }: Settlement): 'failed' | 'returned' | null {
  if ('returned' in outcome) return 'returned';
  return outcome.status === 'failed' || outcome.status === 'queued' ? 'failed' : null;
}

/** @throws {TypeError} for what JSON cannot say. @throws {RangeError} for what is too large to be kept with a run. */
function json(value: unknown): string | null {
  if (value === null) return null;
  const text = storableJson(value);
  if (text.length <= largest) return text;
  throw new RangeError(`it has ${text.length} characters of JSON, and a run keeps ${largest} at most`);
}
