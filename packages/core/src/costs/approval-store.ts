import type { Session, Statement } from '../database/database.js';
import type { ApprovalHow, StoredEstimate } from '../runs/approval/approval.js';

/** What is known of a run's leave. */
export interface RunApproval {
  readonly estimate: StoredEstimate | null;
  readonly estimatedAt: Date | null;
  /** Why it was not approved by itself, or null. */
  readonly heldBecause: string | null;
  /** When it is cancelled unless somebody approves it; null when that is decided. */
  readonly expiresAt: Date | null;
  readonly approvedAt: Date | null;
  readonly approvedBy: string | null;
  readonly how: ApprovalHow | null;
  readonly reason: string | null;
}

const columns = `estimate, estimated_at as "estimatedAt", held_because as "heldBecause", expires_at as "expiresAt",
  approved_at as "approvedAt", approved_by as "approvedBy", approved_how as how, reason`;

const read: Statement = {
  name: 'approval_of_run',
  text: `select ${columns} from run_approvals where run_id = $1`,
};

/** What is known of a run's leave; null for one that never needed any. */
export async function approvalOfRun(session: Session, runId: number): Promise<RunApproval | null> {
  const [row] = await session.query<RunApproval>(read, [runId]);
  return row ?? null;
}

const readMany: Statement = {
  name: 'approvals_of_runs',
  text: `select run_id as "runId", ${columns} from run_approvals where run_id = any($1::bigint[])`,
};

/** What is known of the leave of these runs, by run; one that never needed any is left out. */
export async function approvalsOfRuns(
  session: Session,
  runIds: readonly number[],
): Promise<Map<number, RunApproval>> {
  const rows = await session.query<RunApproval & { runId: number }>(readMany, [runIds]);
  return new Map(rows.map((row) => [row.runId, row]));
}

const approvers: Statement = {
  name: 'approvers_of_runs',
  text: `select run_id as "runId", approved_by as "approvedBy" from run_approvals
    where run_id = any($1::bigint[]) and approved_by is not null`,
};

/** Who has approved these runs, by run; one that nobody has approved is left out. */
export async function approversOfRuns(
  session: Session,
  runIds: readonly number[],
): Promise<Map<number, string>> {
  const rows = await session.query<{ runId: number; approvedBy: string }>(approvers, [runIds]);
  return new Map(rows.map(({ runId, approvedBy }) => [runId, approvedBy]));
}
