import type { Session, Statement } from '../../database/database.js';
import { storableJson } from '../../database/storable-json.js';
import type { ApprovalHow } from './approval.js';
import type { StoredEstimate } from './approval.js';
import type { PendingClaim } from './claim-pending-runs.js';
import type { RunStatus } from '../run-status.js';

/** A budget as it was counted. */
export interface CountedBudget {
  readonly kind: 'job' | 'client';
  readonly name: string;
  readonly revision: number | null;
}

/** What becomes of a pending run, decided before anything is written. */
export type GateDecision =
  | {
      readonly kind: 'approve';
      readonly how: ApprovalHow;
      readonly by: string;
      readonly reason: string | null;
    }
  | { readonly kind: 'hold'; readonly because: string };

export interface Appraisal {
  readonly claim: PendingClaim;
  readonly workerId: number;
  /** Null where the job prices nothing. */
  readonly estimate: StoredEstimate | null;
  readonly decision: GateDecision;
  /** The budgets that the decision counted on: none of them may have moved. */
  readonly budgets: readonly CountedBudget[];
  readonly expireAfterMs: number;
  /** Whether the run counts against a limit once a worker other than its command's takes it. */
  readonly limited: boolean;
}

/** What came of it. */
export type AppraisalOutcome =
  | { readonly kind: 'moved'; readonly status: RunStatus; readonly queue: string }
  /** A budget has moved since it was counted: to be decided again. */
  | { readonly kind: 'again' }
  /** Somebody else has approved or ended the run, or has its claim: the estimate alone was noted, or nothing. */
  | { readonly kind: 'late' };

// A run of a command (`jobs run`) is anybody's once it is held, or its command is gone. Locks: the run, its approval, budgets by name. A budget counts until it has moved: the revision that was read is
// compared in the newest version of its row, so that two runs never take the same rest of a budget.
const record: Statement = {
  name: 'record_appraisal',
  text: `with run as materialized (
      select id from job_runs where id = $1 and status = 'pending' for no key update
    ),
    mine as materialized (
      select run_id from run_approvals
      where run_id = $1 and estimator = $2 and claim = $3 and (select count(*) from run) >= 0
      for no key update
    ),
    counted as materialized (
      select b.kind, b.name from budgets b
      join unnest($12::text[], $13::text[], $14::bigint[]) as g(kind, name, revision)
        on b.kind = g.kind and b.name = g.name and b.revision = g.revision
      where $6::boolean and (select count(*) from mine) > 0
      order by b.kind, b.name
      for no key update of b
    ),
    agreed as materialized (
      select run.id from run, mine where not $6 or (select count(*) from counted) = cardinality($12::text[])
    ),
    moved as (
      update job_runs r
      set status = case when not $6 then 'awaiting_approval' when r.available_at <= infra_now() then 'queued' else 'approved' end,
        ready = r.available_at <= infra_now(),
        reserved_for = w.id,
        limited = case when r.reserved_for is not distinct from w.id then r.limited else $15::boolean end
      from agreed left join job_runs o on o.id = agreed.id
        left join workers w on $6 and w.id = o.reserved_for and w.gone_at is null
      where r.id = agreed.id
      returning r.id, r.job_name, r.status, r.queue
    ),
    bumped as (
      update budgets b set revision = b.revision + 1 from counted c
      where b.kind = c.kind and b.name = c.name and exists (select from agreed)
    ),
    noted as (
      update run_approvals a
      set estimate = coalesce($4::jsonb, a.estimate), amount = coalesce($5::numeric, a.amount),
        estimated_at = case when $4::jsonb is null then a.estimated_at else infra_now() end,
        held_because = case when m.id is not null and not $6 then $10 else a.held_because end,
        expires_at = case when m.id is not null and not $6 then infra_now() + $11::float8 * interval '1 ms' else a.expires_at end,
        approved_at = case when m.id is not null and $6 then infra_now() else a.approved_at end,
        approved_how = case when m.id is not null and $6 then $7 else a.approved_how end,
        approved_by = case when m.id is not null and $6 then $8 else a.approved_by end,
        reason = case when m.id is not null and $6 then $9 else a.reason end
      from mine left join moved m on m.id = mine.run_id
      where a.run_id = mine.run_id and (m.id is not null or not exists (select from run))
    ),
    audited as (
      insert into audit_events (actor, action, target, reason, details)
      select $8::text, 'run_approved', m.id::text, $9, jsonb_build_object('job', m.job_name, 'how', $7::text)
      from moved m where $6 and $7 = 'submitter'
    )
    select (select status from moved) as status, (select queue from moved) as queue,
      exists (select from run, mine) as open`,
};

/**
 * Records what a pending run costs and what was decided about it, in one statement: it is held, or it is approved and,
 * if it may be claimed already, queued.
 */
export async function recordAppraisal(session: Session, appraisal: Appraisal): Promise<AppraisalOutcome> {
  const { claim, workerId, estimate, decision, budgets, expireAfterMs, limited } = appraisal;
  const approved = decision.kind === 'approve' ? decision : null;
  const [row] = await session.query<{ status: RunStatus | null; queue: string; open: boolean }>(record, [
    claim.runId,
    workerId,
    claim.claim,
    estimate === null ? null : storableJson(estimate),
    estimate?.high ?? null,
    approved !== null,
    approved?.how ?? null,
    approved?.by ?? null,
    approved?.reason ?? null,
    decision.kind === 'hold' ? decision.because : null,
    expireAfterMs,
    budgets.map(({ kind }) => kind),
    budgets.map(({ name }) => name),
    budgets.map(({ revision }) => revision),
    limited,
  ]);
  if (row === undefined) throw new Error('the database tells nothing of a run');
  if (row.status !== null) return { kind: 'moved', status: row.status, queue: row.queue };
  return { kind: row.open ? 'again' : 'late' };
}
