import type { ApprovalList } from '../artifacts/approval-list.js';
import type { Artifact } from '../artifacts/artifact.js';
import { approvalsOfRuns, type RunApproval } from '../costs/approval-store.js';
import { maskParameters } from '../registry/mask-parameters.js';
import { listRuns } from '../runs/read/list-runs.js';
import type { Run } from '../runs/run.js';
import type { Host } from './host.js';
import { approvalOf, costOf } from './shown-cost.js';

export interface ListApprovalsInput {
  readonly client?: string | undefined;
  /** Rows at most, from 1; 100 by default. */
  readonly limit?: number | undefined;
}

const defaultLimit = 100;

/** The runs that wait for leave, newest first, with what they are expected to cost. */
export async function listApprovals(
  host: Host,
  { client, limit = defaultLimit }: ListApprovalsInput = {},
): Promise<Artifact<ApprovalList>> {
  const database = await host.database();
  const found = await listRuns(database, {
    statuses: ['pending', 'awaiting_approval'],
    limit: limit + 1,
    ...(client === undefined ? {} : { clientId: client }),
  });
  const runs = found.slice(0, limit);
  const known = await approvalsOfRuns(
    database,
    runs.map(({ id }) => id),
  );
  const approvals = runs.map((run) => rowOf(host, run, known.get(run.id) ?? null));
  return {
    data: { approvals, total: approvals.length, has_more: found.length > limit },
    artifact_type: 'table',
    title: 'Waiting Approvals',
  };
}

function rowOf(
  { registry }: Pick<Host, 'registry'>,
  run: Run,
  approval: RunApproval | null,
): ApprovalList['approvals'][number] {
  const { estimated, low, high, currency, warnings } = costOf(approval?.estimate ?? null, []);
  const shown = approvalOf(approval, run.status);
  return {
    run_id: String(run.id),
    job_name: run.jobName,
    status: run.status === 'pending' ? 'pending' : 'awaiting_approval',
    subject: run.subject,
    client_id: run.clientId,
    actor: run.actor,
    created_at: run.createdAt.toISOString(),
    parameters: maskParameters(registry.find(run.jobName), run.parameters),
    estimated,
    low,
    high,
    currency,
    warnings,
    held_because: shown?.held_because ?? null,
    expires_at: shown?.expires_at ?? null,
  };
}
