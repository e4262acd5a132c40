import type { Session, Statement } from '../../database/database.js';
import type { RunStatus } from '../run-status.js';

/** On whose word runs are approved, and why. */
export interface ApproveRequest {
  readonly actor: string;
  readonly reason: string | null;
}

/** What became of a run that was to be approved. */
export interface ApprovedRun {
  readonly id: number;
  readonly jobName: string;
  readonly queue: string;
  /** What it was when its row was locked. */
  readonly was: RunStatus;
  /** What it is now; null when it was not for approval. */
  readonly status: RunStatus | null;
}

// Two who approve the same run at once: the second waits for the row and finds it queued. Budgets are not asked, a person
// may go beyond them; but they have moved.
const approve: Statement = {
  name: 'approve_runs',
  text: `with locked as materialized (
      select id, job_name, client_id, status, queue from job_runs where id = any($1::bigint[])
      order by id
      for no key update
    ),
    moved as (
      update job_runs r
      set status = case when r.available_at <= infra_now() then 'queued' else 'approved' end,
        ready = r.available_at <= infra_now(),
        reserved_for = (select w.id from workers w where w.id = r.reserved_for and w.gone_at is null)
      from locked l where r.id = l.id and l.status in ('pending', 'awaiting_approval')
      returning r.id, r.status
    ),
    noted as (
      insert into run_approvals as a (run_id, job_name, client_id, approved_at, approved_how, approved_by, reason)
      select l.id, l.job_name, l.client_id, infra_now(), 'person', $2, $3 from locked l join moved using (id) order by l.id
      on conflict (run_id) do update set approved_at = infra_now(), approved_how = 'person', approved_by = $2, reason = $3,
        expires_at = null
    ),
    counted as materialized (
      select b.kind, b.name from budgets b
      where (b.kind = 'job' and b.name in (select l.job_name from locked l join moved using (id)))
        or (b.kind = 'client' and b.name in (select l.client_id from locked l join moved using (id)))
      order by b.kind, b.name
      for no key update of b
    ),
    bumped as (
      update budgets b set revision = b.revision + 1 from counted c where b.kind = c.kind and b.name = c.name
    ),
    audited as (
      insert into audit_events (actor, action, target, reason, details)
      select $2, 'run_approved', l.id::text, $3, jsonb_build_object('job', l.job_name, 'how', 'person')
      from locked l join moved using (id) order by l.id
    )
    select l.id, l.job_name as "jobName", l.queue, l.status as was, m.status
    from locked l left join moved m using (id) order by l.id`,
};

// A statement that holds row locks replies with little: see the claim.
const batch = 300;

/** Approves runs that wait for leave, with who and why, and queues those that may be claimed already. Others stay. */
export async function approveRuns(
  session: Session,
  ids: readonly number[],
  { actor, reason }: ApproveRequest,
): Promise<ApprovedRun[]> {
  const rows: ApprovedRun[] = [];
  for (let from = 0; from < ids.length; from += batch) {
    rows.push(...(await session.query<ApprovedRun>(approve, [ids.slice(from, from + batch), actor, reason])));
  }
  return rows;
}

const release: Statement = {
  name: 'release_approved_runs',
  text: `with due as materialized (
      select id from job_runs where status = 'approved' and available_at <= infra_now()
      order by id limit 500
      for no key update skip locked
    ),
    released as (
      update job_runs r set status = 'queued', ready = true from due where r.id = due.id returning r.queue
    )
    select distinct queue from released`,
};

/** Queues approved runs whose time has come; returns their queues. */
export async function releaseApprovedRuns(session: Session): Promise<string[]> {
  return (await session.query<{ queue: string }>(release)).map(({ queue }) => queue);
}
