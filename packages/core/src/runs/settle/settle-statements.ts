import type { Statement } from '../../database/database.js';
import { advancePhases } from '../phases/advance-phases.js';
import { countEndings, laneHeld } from './count-endings.js';
import { enqueueFollowers } from './enqueue-followers.js';

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
    union all select null, null, 'followed', queue from followed where queue is not null group by queue
    union all select null, null, 'cleared', job_name from cleared
    union all select null, null, 'told', null where exists (select from told)
    union all select null, null, 'hinted', pg_notify('infra_ended', string_agg(id || ':' || status, ' '))::text
      from settled where ${hint} and status in ('completed', 'failed', 'cancelled') having count(*) > 0`;

/** What a settle of phases, and of runs that may have kept a checkpoint, has more than that of others. */
interface Extras {
  /** Which locks the runs. */
  readonly held: string;
  readonly locked: string;
  /** Columns that the consequences of completed runs need. */
  readonly returned: string;
  readonly consequences: string;
  readonly news: string;
}

const nothingMore: Extras = {
  held: '',
  locked: `job_runs r on r.id = g.id
      order by r.id
      for no key update of r`,
  returned: '',
  consequences: '',
  news: '',
};

// The combined runs of phases are locked with them, in the one order of ids.
const ofPhases = (parents: string): Extras => ({
  held: `held as materialized (
      select r.id, r.status, r.claimed_by, r.attempt, r.cancel_requested_at
      from unnest((select $1::bigint[] || ${parents}::bigint[])) as a(id) join job_runs r on r.id = a.id
      order by r.id
      for no key update of r
    ),`,
  locked: 'held r on r.id = g.id',
  returned: ', r.parent',
  consequences: `${advancePhases('settled', 'held', 'given')},
    forgotten as (
      delete from checkpoints c using settled s where c.run_id = s.id and s.status = 'completed'
    ),`,
  news: `union all select null, null, 'followed', queue from begun group by queue
    union all select null, null, 'atEnd', run_id::text from at_end`,
});

// Most batches hold successes only, which need to say little and have few consequences.
const completion = (extras: Extras) => `with given as materialized (
      select * from unnest((select $1::bigint[]), (select $2::int[]), (select $3::jsonb[])) as g(id, attempt, result)
    ),
    ${extras.held}
    locked as materialized (
      select r.id, ${isMine('$4')}, g.result
      from given g join ${extras.locked}
    ),
    settled as (
      update job_runs r
      set status = 'completed', finished_at = infra_now(), claimed_by = null, result = l.result, error = null
      from locked l
      where r.id = l.id and l.mine
      returning r.id, r.job_name, r.status, r.limited as slot, ${laneHeld}, r.started_at, r.notify
        ${extras.returned}
    ),
    ${extras.consequences}
    ${enqueueFollowers('settled')},
    ${countEndings('settled', ['completed'])}
    ${newsAndHint('$5')}
    ${extras.news}`;

/** Records runs that have completed, of which none is a phase or keeps a checkpoint. */
export const settleCompleted: Statement = { name: 'settle_completed_runs', text: completion(nothingMore) };

/** As {@link settleCompleted}, of phases too and of what keeps a checkpoint: $6 are the combined runs. */
export const settleCompletedPhases: Statement = {
  name: 'settle_completed_phases',
  text: completion(ofPhases('$6')),
};

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
        r.parent, l.attempt_outcome, l.error as attempt_error
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

/** Records runs however they have ended, or go back to the queue; none is a phase or keeps a checkpoint. */
export const settleAny: Statement = { name: 'settle_runs', text: settlement(nothingMore) };

/** As {@link settleAny}, of phases too and of what keeps a checkpoint: $11 are the combined runs. */
export const settlePhases: Statement = { name: 'settle_phases', text: settlement(ofPhases('$11')) };
