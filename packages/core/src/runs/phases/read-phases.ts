import type { Session, Statement } from '../../database/database.js';
import { heldByPhases } from './advance-phases.js';
import type { RunError, RunResult } from '../run.js';
import { type RunStatus, unfinishedInSql } from '../run-status.js';

/** A phase of a combined run, as it is now. */
export interface Phase {
  readonly position: number;
  readonly name: string;
  readonly jobName: string;
  /** In percent. */
  readonly weight: number;
  readonly completed: boolean;
  /** What it returned, when it is completed. */
  readonly result: RunResult | null;
  /** Its run: null while it has not begun, and where an earlier run has done it. */
  readonly child: number | null;
  /** That of its run; null where there is none, or none any more. */
  readonly status: RunStatus | null;
  readonly error: RunError | null;
  readonly progress: { readonly completed?: number; readonly total?: number } | null;
}

/** A combined run that its phases hold. */
export interface CombinedRun {
  readonly id: number;
  readonly attempt: number;
  readonly jobName: string;
  readonly parent: number | null;
  readonly resume: boolean;
  readonly cancelReason: string | null;
  /** Milliseconds since it started. */
  readonly durationMs: number;
}

// Run by run, and each phase's run by its key: see `advancePhases`.
const phasesOf: Statement = {
  name: 'phases_of_runs',
  text: `select p.run_id as "runId", p.position, p.name, p.job_name as "jobName", p.weight, p.completed, p.result, p.child,
      r.status, r.error, r.progress
    from unnest((select $1::bigint[])) as a(id)
      cross join lateral (select * from run_phases where run_id = a.id order by position) p
      left join lateral (select status, error, progress from job_runs where id = p.child limit 1) r on true
    order by p.run_id, p.position`,
};

const heldRuns: Statement = {
  name: 'combined_runs',
  text: `select id, attempt, job_name as "jobName", parent, coalesce(resume, false) as resume,
      case when cancel_requested_at is not null then coalesce(cancel_reason, '') end as "cancelReason",
      (extract(epoch from infra_now() - started_at) * 1000)::float8 as "durationMs"
    from job_runs where id = any($1::bigint[]) and status = 'running' and claimed_by = ${heldByPhases}
    order by id`,
};

// Its last phase has ended, or is gone, and nothing was begun after it; or somebody wants it cancelled and has died
// before its phase was told.
const stranded: Statement = {
  name: 'stranded_combined_runs',
  text: `select r.id from job_runs r
    left join lateral (
      select c.id, c.cancel_requested_at from run_phases p join job_runs c on c.id = p.child
      where p.run_id = r.id and not p.completed and c.status in (${unfinishedInSql})
      limit 1
    ) c on true
    where r.status = 'running' and r.claimed_by = ${heldByPhases}
      and (c.id is null or r.cancel_requested_at is not null and c.cancel_requested_at is null)
    order by r.id limit 500`,
};

const currentRuns: Statement = {
  name: 'current_phase_runs',
  text: `select c.id from run_phases p join job_runs c on c.id = p.child
    where p.run_id = any($1::bigint[]) and not p.completed and c.status in (${unfinishedInSql}) order by c.id`,
};

const parents: Statement = {
  name: 'combined_parents',
  text: `select distinct p.id from job_runs c join job_runs p on p.id = c.parent
    where c.id = any($1::bigint[]) and p.status = 'running' and p.claimed_by = ${heldByPhases} order by p.id`,
};

/** The phases of a run in their order; none for a run that is not combined. */
export async function phasesOfRun(session: Session, runId: number): Promise<readonly Phase[]> {
  return (await phasesOfRuns(session, [runId])).get(runId) ?? [];
}

/** The phases of each of these runs that is combined, in their order. */
export async function phasesOfRuns(
  session: Session,
  ids: readonly number[],
): Promise<ReadonlyMap<number, readonly Phase[]>> {
  const rows = await session.query<Phase & { readonly runId: number }>(phasesOf, [ids]);
  return Map.groupBy(rows, ({ runId }) => runId);
}

/** Of these runs, those that their phases hold. */
export async function combinedRuns(session: Session, ids: readonly number[]): Promise<CombinedRun[]> {
  return session.query<CombinedRun>(heldRuns, [ids]);
}

/** Combined runs that wait for nothing any more, or for a phase that does not know that it is to end. */
export async function strandedCombinedRuns(session: Session): Promise<number[]> {
  return idsOf(await session.query<{ id: number }>(stranded));
}

/** The unfinished runs of phases of these runs. */
export async function currentPhaseRuns(session: Session, ids: readonly number[]): Promise<number[]> {
  return idsOf(await session.query<{ id: number }>(currentRuns, [ids]));
}

/** The combined runs that these runs are phases of, where their phases hold them still. */
export async function combinedParentsOf(session: Session, ids: readonly number[]): Promise<number[]> {
  return idsOf(await session.query<{ id: number }>(parents, [ids]));
}

function idsOf(rows: readonly { readonly id: number }[]): number[] {
  return rows.map(({ id }) => id);
}
