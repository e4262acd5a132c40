import type { Artifact } from '../artifacts/artifact.js';
import type { ApprovedRuns } from '../artifacts/run-approval.js';
import { didYouMean } from '../config/nearest-name.js';
import { approversOfRuns } from '../costs/approval-store.js';
import type { Database } from '../database/database.js';
import { InfraError } from '../errors/infra-error.js';
import { type ApprovedRun, approveRuns as approve } from '../runs/approval/approve-runs.js';
import { statusesOfRuns } from '../runs/settle/cancel-runs.js';
import { listRuns } from '../runs/read/list-runs.js';
import { parseRunId, RunNotFoundError } from '../runs/run-not-found-error.js';
import { isFinal, type RunStatus } from '../runs/run-status.js';
import type { Host } from './host.js';
import { checkReason } from './reason.js';

export interface ApproveRunInput {
  readonly id: string;
  /** Kept with the run and in the audit. */
  readonly reason?: string | undefined;
}

export interface ApproveRunsInput {
  /** Exactly these: `pending` (its cost is being estimated) or `awaiting_approval`; left out: both. */
  readonly status?: string | undefined;
  /** Only runs that this client submitted. */
  readonly client?: string | undefined;
  /** Runs at most, the newest first; 100 by default. */
  readonly limit?: number | undefined;
  readonly reason?: string | undefined;
}

/** A status whose runs do not wait for approval. */
export class NotApprovableError extends InfraError {
  readonly code = 'invalid_value';

  constructor(word: string) {
    super(`runs that are '${word}' cannot be approved${didYouMean(word, [...approvable])}`, {
      hint: `give one of ${approvable.join(', ')}`,
    });
  }
}

const approvable = ['pending', 'awaiting_approval'] as const satisfies readonly RunStatus[];

const defaultLimit = 100;

/**
 * Approves one run: it is queued at once, or when its time has come.
 * @throws {RunNotFoundError} @throws {ReasonTooLongError}
 */
export async function approveRun(
  host: Host,
  { id, reason }: ApproveRunInput,
): Promise<Artifact<ApprovedRuns>> {
  checkReason(reason);
  const runId = parseRunId(id);
  const database = await host.database();
  const runs = await approveAll(host, database, [runId], reason);
  if (runs.length === 0) throw new RunNotFoundError(id);
  return artifactOf(database, runs, false);
}

/**
 * Approves some runs by their ids, all of which are known.
 * @throws {RunNotFoundError} @throws {ReasonTooLongError}
 */
export async function approveTheseRuns(
  host: Host,
  { ids: texts, reason }: { readonly ids: readonly string[]; readonly reason?: string | undefined },
): Promise<Artifact<ApprovedRuns>> {
  checkReason(reason);
  const ids = [...new Set(texts.map(parseRunId))].toSorted((one, other) => one - other);
  const database = await host.database();
  const statuses = await statusesOfRuns(database, ids);
  const unknown = ids.find((id) => !statuses.has(id));
  if (unknown !== undefined) throw new RunNotFoundError(String(unknown));
  return artifactOf(database, await approveAll(host, database, ids, reason), false);
}

/**
 * Approves many runs that wait for it, the newest first.
 * @throws {NotApprovableError} @throws {ReasonTooLongError}
 */
export async function approveRuns(host: Host, input: ApproveRunsInput = {}): Promise<Artifact<ApprovedRuns>> {
  const { status, client, reason, limit = defaultLimit } = input;
  checkReason(reason);
  const statuses = approvable.filter((one) => status === undefined || one === status);
  if (statuses.length === 0) throw new NotApprovableError(status ?? '');
  const database = await host.database();
  const filter = client === undefined ? {} : { clientId: client };
  const found = await listRuns(database, { statuses, limit: limit + 1, ...filter });
  const ids = found
    .slice(0, limit)
    .map(({ id }) => id)
    .toSorted((one, other) => one - other);
  return artifactOf(database, await approveAll(host, database, ids, reason), found.length > limit);
}

async function approveAll(
  host: Host,
  database: Database,
  ids: readonly number[],
  reason: string | undefined,
): Promise<ApprovedRun[]> {
  const runs = await approve(database, ids, { actor: host.actor, reason: reason ?? null });
  const moved = runs.filter(({ status }) => status !== null);
  database.hints.send('infra_queued', new Set(moved.map(({ queue }) => queue)));
  database.hints.send(
    'infra_changed',
    moved.map(({ id }) => String(id)),
  );
  return runs;
}

async function artifactOf(
  database: Database,
  runs: readonly ApprovedRun[],
  hasMore: boolean,
): Promise<Artifact<ApprovedRuns>> {
  const approved = runs.filter(({ status }) => status !== null).map(({ id }) => String(id));
  const others = runs.filter(({ status }) => status === null);
  const approvers =
    others.length === 0
      ? new Map<number, string>()
      : await approversOfRuns(
          database,
          others.map(({ id }) => id),
        );
  const refused = others.map(({ id, was }) => ({
    id: String(id),
    reason: refusalOf(was, approvers.get(id)),
  }));
  return {
    data: { approved, refused, total: approved.length, has_more: hasMore },
    artifact_type: 'list',
    title: 'Approved Runs',
  };
}

function refusalOf(was: RunStatus, approver: string | undefined): string {
  if (isFinal(was)) return `it is ${was}: only a run that waits for approval can be approved`;
  return approver === undefined
    ? `it is ${was} and needs no approval`
    : `it is ${was}: ${approver} has approved it`;
}
