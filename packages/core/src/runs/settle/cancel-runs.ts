import type { Session, Statement } from '../../database/database.js';
import { heldByPhases } from '../phases/advance-phases.js';
import { countEndings } from './count-endings.js';
import { currentPhaseRuns } from '../phases/read-phases.js';
import { type RunStatus, unfinishedInSql } from '../run-status.js';

/** Why runs are cancelled, and on whose word. */
export interface CancelRequest {
  readonly reason: string;
  /** Whose deed it is, for the audit; null for what no person asked for. */
  readonly actor: string | null;
  /** Running ones get no grace time. */
  readonly force: boolean;
}

/** What a cancel did: what was already over is in neither list. */
export interface Cancellation {
  /** These waited and have ended. */
  readonly cancelled: readonly number[];
  /** These run: their workers have been asked to end them. */
  readonly requested: readonly { readonly id: number; readonly jobName: string }[];
}

// One statement, so that a run that is claimed or comes back meanwhile is met in one of its two states. A waiting run
// ends at once and is counted; a running one is asked, and its worker hears of it with the next heartbeat. (An UPDATE
// checks constraints on the version that its snapshot sees before it looks for a newer one: so claimed_by is emptied
// here too, although a waiting run has none.)
const cancel: Statement = {
  name: 'cancel_runs',
  text: `with locked as materialized (
      select id, status from job_runs where id = any($1::bigint[]) and status in (${unfinishedInSql})
      order by id
      for no key update
    ),
    requested as (
      update job_runs r set cancel_requested_at = coalesce(r.cancel_requested_at, infra_now()),
        cancel_reason = coalesce(r.cancel_reason, $2), force_cancel = r.force_cancel or $4
      from locked l where r.id = l.id and l.status = 'running'
      returning r.id, r.job_name, r.claimed_by = ${heldByPhases} as held
    ),
    cancelled as (
      update job_runs r set status = 'cancelled', finished_at = infra_now(), claimed_by = null, reserved_for = null,
        cancel_reason = $2,
        error = jsonb_build_object('code', 'cancelled', 'message', $2::text)
      from locked l where r.id = l.id and l.status <> 'running'
      returning r.id, r.job_name, r.status, r.started_at, r.error, r.notify, false as slot, null::text as lane
    ),
    audited as (
      insert into audit_events (actor, action, target, reason, details)
      select $3::text, 'run_cancelled', id::text, $2, jsonb_build_object('force', $4::boolean) from locked
      where $3::text is not null
    ),
    ${countEndings('cancelled', ['cancelled'])}
    select id, job_name as "jobName", true as cancelled, false as held from cancelled
    union all select id, job_name, false, held from requested order by id`,
};

// A statement that holds row locks replies with little: see the claim.
const batch = 500;

const none: Cancellation = { cancelled: [], requested: [] };

/**
 * Cancels: a waiting run ends at once, a running one is asked through its signal, and so is the phase that a combined one
 * is in; no phase begins after it. A finished run is left alone.
 */
export async function cancelRuns(
  session: Session,
  ids: readonly number[],
  { reason, actor, force }: CancelRequest,
): Promise<Cancellation> {
  const rows: { id: number; jobName: string; cancelled: boolean; held: boolean }[] = [];
  for (let from = 0; from < ids.length; from += batch) {
    const some = ids.slice(from, from + batch);
    rows.push(...(await session.query<(typeof rows)[number]>(cancel, [some, reason, actor, force])));
  }
  const held = rows.filter((row) => row.held).map(({ id }) => id);
  // Only now, when no phase of theirs begins any more.
  const phases = held.length === 0 ? [] : await currentPhaseRuns(session, held);
  const further =
    phases.length === 0 ? none : await cancelRuns(session, phases, { reason, actor: null, force });
  const requested = rows.filter((row) => !row.cancelled).map(({ id, jobName }) => ({ id, jobName }));
  return {
    cancelled: [...rows.filter((row) => row.cancelled).map(({ id }) => id), ...further.cancelled],
    requested: [...requested, ...further.requested],
  };
}

/** A running run that somebody wants cancelled. */
export interface WantedCancel {
  readonly id: number;
  readonly reason: string;
  /** Its grace time is over before it began. */
  readonly force: boolean;
}

const wanted: Statement = {
  name: 'wanted_cancels',
  text: `select id, cancel_reason as reason, force_cancel as force from job_runs
    where status = 'running' and claimed_by = $1 and cancel_requested_at is not null`,
};

/** The running runs of a worker that somebody wants cancelled. */
export async function wantedCancels(session: Session, workerId: number): Promise<WantedCancel[]> {
  return session.query<WantedCancel>(wanted, [workerId]);
}

const statuses: Statement = {
  name: 'run_statuses',
  text: `select id, status from job_runs where id = any($1::bigint[])`,
};

/** The statuses of runs by id, of those that exist. */
export async function statusesOfRuns(
  session: Session,
  ids: readonly number[],
): Promise<Map<number, RunStatus>> {
  const rows = await session.query<{ id: number; status: RunStatus }>(statuses, [ids]);
  return new Map(rows.map(({ id, status }) => [id, status]));
}
