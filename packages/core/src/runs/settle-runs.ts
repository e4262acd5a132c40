import type { Session, Statement } from '../database/database.js';
import type { Settlement } from './run.js';

// Lock by id first and filter after: with the guard written into the join the planner expects one row and loops
// 500 × 500. Locks are taken in one order everywhere: runs by id, limits by name, counters by name.
const settle: Statement = {
  name: 'settle_runs',
  text: `with given as materialized (
      select * from unnest($1::bigint[], $2::int[], $3::text[], $4::jsonb[], $5::jsonb[], $6::float8[], $7::text[])
        as g(id, attempt, status, result, error, retry_in_ms, attempt_outcome)
    ),
    locked as materialized (
      select r.id, r.status as was, r.claimed_by, r.attempt as has, g.attempt, g.status, g.result, g.error, g.retry_in_ms,
        g.attempt_outcome
      from given g join job_runs r on r.id = g.id
      order by r.id
      for no key update of r
    ),
    settled as (
      update job_runs r
      set status = l.status,
        finished_at = case when l.status <> 'queued' then infra_now() end,
        claimed_by = null,
        result = coalesce(l.result, r.result),
        error = case when l.status = 'completed' then null else coalesce(l.error, r.error) end,
        failed_attempts = r.failed_attempts + (l.attempt_outcome is not distinct from 'failed')::int,
        available_at = case when l.status = 'queued' then infra_now() + coalesce(l.retry_in_ms, 0) * interval '1 ms'
          else r.available_at end,
        ready = l.status <> 'queued' or coalesce(l.retry_in_ms, 0) <= 0
      from locked l
      where r.id = l.id and l.was = 'running' and l.claimed_by = $8 and l.has = l.attempt
      returning r.id, r.job_name, r.status, r.attempt, r.limited, r.started_at, r.error, l.attempt_outcome,
        l.error as attempt_error
    ),
    tried as (
      insert into attempts (run_id, attempt, outcome, worker_id, host, started_at, finished_at, error)
      select s.id, s.attempt, s.attempt_outcome, $8, w.host, s.started_at, infra_now(), s.attempt_error
      from settled s left join workers w on w.id = $8
      where s.attempt_outcome is not null
    ),
    freed_names as materialized (
      select l.job_name, s.runs from job_limits l
      join (select job_name, count(*)::int as runs from settled where limited group by job_name) s using (job_name)
      order by l.job_name
      for no key update of l
    ),
    freed as (update job_limits l set running = l.running - f.runs from freed_names f where l.job_name = f.job_name),
    counted as materialized (
      select j.job_name, c.runs, c.last_run, c.last_success, c.last_id from scheduled_jobs j
      join (
        select job_name, count(*)::int as runs, max(started_at) as last_run, max(id) as last_id,
          max(started_at) filter (where status = 'completed') as last_success
        from settled where status <> 'queued' group by job_name
      ) c using (job_name)
      order by j.job_name
      for no key update of j
    ),
    counters as (
      update scheduled_jobs j
      set run_count = j.run_count + c.runs,
        last_run = greatest(j.last_run, c.last_run),
        last_success = greatest(j.last_success, c.last_success),
        last_status = case s.status when 'completed' then 'success' else s.status end,
        last_error = case when s.status = 'completed' then null else s.error ->> 'message' end,
        next_run = (select min(next_run) from job_schedules n where n.job_name = j.job_name and n.enabled),
        updated_at = infra_now()
      from counted c join settled s on s.id = c.last_id
      where j.job_name = c.job_name
    )
    select id from settled`,
};

/**
 * Records outcomes in one statement: runs, attempts, limits and counters together or not at all.
 *
 * Guarded by worker and attempt: a run that somebody else has finished, rescued or given to another worker is left as
 * it is.
 * @returns the ids that were settled; a missing one was refused.
 */
export async function settleRuns(
  session: Session,
  workerId: number,
  settlements: readonly Settlement[],
): Promise<Set<number>> {
  const rows = await session.query<{ id: number }>(settle, [
    settlements.map(({ run }) => run.id),
    settlements.map(({ run }) => run.attempt),
    settlements.map(({ outcome }) => outcome.status),
    settlements.map(({ outcome }) => json('result' in outcome ? outcome.result : null)),
    settlements.map(({ outcome }) => json('error' in outcome ? outcome.error : null)),
    settlements.map(({ outcome }) => ('retryInMs' in outcome ? outcome.retryInMs : null)),
    settlements.map(attemptOutcome),
    workerId,
  ]);
  return new Set(rows.map((row) => row.id));
}

function attemptOutcome({ outcome }: Settlement): 'failed' | 'returned' | null {
  if ('returned' in outcome) return 'returned';
  return outcome.status === 'failed' || outcome.status === 'queued' ? 'failed' : null;
}

// Postgres stores no NUL in text; a job's message may hold one.
function json(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value).replaceAll('\\u0000', '\\ufffd');
}
