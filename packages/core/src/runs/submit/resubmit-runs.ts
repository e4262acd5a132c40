import type { Session, Statement } from '../../database/database.js';
import { isGated, isLimited, type RegisteredJob } from '../../registry/registered-job.js';
import { isFinal, type RunStatus, unfinishedInSql } from '../run-status.js';

// Runs are locked before failures. Whoever waited for a lock sees a failure that was resolved meanwhile as resolved, so
// one failure is resubmitted once. A subject that became busy after the look is refused by the unique index.
const resubmit: Statement = {
  name: 'resubmit_runs',
  text: `with jobs as materialized (
      select * from unnest($3::text[], $4::boolean[], $5::int[], $9::boolean[]) as j(job_name, limited, max_attempts, gated)
    ),
    originals as materialized (
      select id, job_name, status, parameters, queue, priority, subject, conflict_group, client_id, context, notify,
        trace_parent
      from job_runs where id = any($1::bigint[])
      order by id
      for no key update
    ),
    open as materialized (
      select id, run_id from failures where run_id in (select id from originals) and resolved_at is null
      order by run_id
      for no key update
    ),
    judged as materialized (
      select o.*, j.limited, j.max_attempts, j.gated, j.job_name is not null as known,
        exists (select from open where open.run_id = o.id) as unresolved,
        (select h.id from job_runs h where h.conflict_group = o.conflict_group and h.subject = o.subject
          and h.parent is null and h.status in (${unfinishedInSql}) limit 1) as holder
      from originals o left join jobs j using (job_name)
    ),
    made as (
      insert into job_runs (job_name, status, trigger, parameters, max_attempts, actor, queue, priority, limited, subject,
        conflict_group, client_id, context, notify, retry_of, trace_parent, resume)
      select job_name, case when gated then 'pending' else 'queued' end, 'resubmit', parameters, max_attempts, $2, queue,
        priority, limited, subject, conflict_group, client_id, context, notify, id, coalesce($7, trace_parent),
        case when $8 then true end
      from judged
      where known and holder is null and status not in (${unfinishedInSql}) and (unresolved or not $6)
      order by id
      on conflict do nothing
      returning id, retry_of
    ),
    resolved as (
      update failures f set resolved_at = infra_now(), resolution = 'resubmitted', resolved_by = $2, resubmitted_as = made.id
      from made join open on open.run_id = made.retry_of where f.id = open.id
    )
    select j.id, j.status, j.known, j.unresolved, j.holder, j.subject, j.queue, made.id as "newId"
    from judged j left join made on made.retry_of = j.id order by j.id`,
};

/** What became of a run that was to be resubmitted. */
export type Resubmission = { readonly id: number } & (
  | { readonly newId: number; readonly queue: string }
  /** Why there is no new run, as the end of a sentence that begins with the run; and who holds its subject. */
  | { readonly newId: null; readonly refusal: string; readonly holder: number | null }
);

export interface ResubmitRequest {
  /** Who asks for it. */
  readonly actor: string;
  /** The jobs that may be resubmitted, with what holds for their runs now. */
  readonly jobs: readonly RegisteredJob[];
  /** Whether only runs with an unresolved failure count. */
  readonly onlyUnresolved: boolean;
  /** Whether the new runs continue from what the old ones have kept; false by default. */
  readonly resume?: boolean;
  /** The span in which it is asked for, as W3C's `traceparent`; null: what led to the first run led to this one. */
  readonly traceParent: string | null;
}

interface Row {
  readonly id: number;
  readonly status: RunStatus;
  readonly known: boolean;
  readonly unresolved: boolean;
  readonly holder: number | null;
  readonly subject: string | null;
  readonly queue: string;
  readonly newId: number | null;
}

/** Runs of one statement: its reply holds locks and stays small. */
export const mostResubmitted = 200;

/**
 * Makes a new run of each finished run, with its parameters, queue, priority, subject, client and context, and resolves
 * the failure that it may have, linked both ways: all in one statement. Limits and attempts are those of the job now.
 * @param ids {@link mostResubmitted} at most.
 * @returns one entry for each id, in its order.
 */
export async function resubmitRuns(
  session: Session,
  ids: readonly number[],
  { actor, jobs, onlyUnresolved, traceParent, resume = false }: ResubmitRequest,
): Promise<Resubmission[]> {
  const rows = await session.query<Row>(resubmit, [
    ids,
    actor,
    jobs.map(({ name }) => name),
    jobs.map(isLimited),
    jobs.map(({ retry }) => retry.maxAttempts),
    onlyUnresolved,
    traceParent,
    resume,
    jobs.map(isGated),
  ]);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => {
    const row = byId.get(id);
    if (row === undefined) return { id, newId: null, refusal: 'does not exist', holder: null };
    const { newId, queue, holder } = row;
    return newId === null
      ? { id, newId, refusal: refusalOf(row, onlyUnresolved), holder }
      : { id, newId, queue };
  });
}

function refusalOf({ status, known, unresolved, holder, subject }: Row, onlyUnresolved: boolean): string {
  if (!isFinal(status)) return `is ${status}: only a finished run can be resubmitted`;
  if (!known) return 'is of a job that this host does not have';
  if (onlyUnresolved && !unresolved) return 'has no unresolved failure any more';
  if (holder !== null) return `works on '${subject}', which run ${holder} holds`;
  return `works on '${subject}', which another run has taken meanwhile`;
}
