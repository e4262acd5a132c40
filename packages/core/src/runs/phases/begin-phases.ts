import type { Session, Statement } from '../../database/database.js';
import { storableJson } from '../../database/storable-json.js';
import { heldByPhases, phaseBeginning, phaseColumns, phaseProgress } from './advance-phases.js';

/** A phase as it is stored with its combined run. */
export interface NewPhase {
  readonly name: string;
  readonly jobName: string;
  /** In percent. */
  readonly weight: number;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly queue: string;
  readonly limited: boolean;
  /** Whether its run needs leave before it is queued. */
  readonly gated: boolean;
  readonly maxAttempts: number;
}

/** How a combined run begins. */
export interface PhasesBeginning {
  readonly phases: readonly NewPhase[];
  /** Of the phases that an earlier run has done: those are the first ones. */
  readonly results: readonly unknown[];
  /** The run of the first phase to come that did not complete before; its own checkpoint is continued from. */
  readonly retryOf: number | null;
  /** Whose checkpoint it is; null where none is kept. */
  readonly owner: string | null;
}

// The worker's slot and the queue's are free from here on; that of the job's own limit is kept to the end.
const begin: Statement = {
  name: 'begin_phases',
  text: `with held as materialized (
      select id, job_name, queue, in_lane, reserved_for from job_runs
      where id = $1 and attempt = $2 and status = 'running' and claimed_by <> ${heldByPhases}
        and cancel_requested_at is null
      for no key update
    ),
    lanes as materialized (
      select q.name from queues q join held h on h.in_lane and h.queue = q.name for no key update of q
    ),
    left_lanes as (
      update queues q set running = greatest(0, q.running - 1) from lanes l where q.name = l.name
    ),
    phases as materialized (
      select h.id as run_id, (g.position - 1)::int as position, g.name, g.job_name, g.weight,
        sum(g.weight) over (order by g.position) - g.weight as weight_before, g.parameters, g.queue, g.limited,
        g.max_attempts, g.gated, g.position <= $10 as completed, $11::jsonb -> (g.position - 1)::int as result,
        case when g.position = $10 + 1 then nextval('job_runs_id_seq') end as child
      from held h cross join unnest($3::text[], $4::text[], $5::float8[], $6::jsonb[], $7::text[], $8::boolean[],
        $9::int[], $14::boolean[])
        with ordinality as g(name, job_name, weight, parameters, queue, limited, max_attempts, gated, position)
    ),
    listed as (
      insert into run_phases (run_id, position, name, job_name, weight, weight_before, parameters, queue, limited,
        max_attempts, gated, completed, result, child)
      select run_id, position, name, job_name, weight, weight_before, parameters, queue, limited, max_attempts,
        gated, completed, case when completed then result end, child
      from phases order by position
    ),
    handed as (
      update job_runs r set claimed_by = ${heldByPhases}, in_lane = false, progress = ${phaseProgress('p.weight_before', 'p.name')}
      from phases p where r.id = p.run_id and p.child is not null
    ),
    begun as (
      insert into job_runs (${phaseColumns}, retry_of, resume)
      overriding system value
      select p.child, p.job_name, ${phaseBeginning('p.gated')}, 'chain', p.parameters, p.max_attempts, r.actor, r.reserved_for, p.queue,
        r.priority, p.limited, r.subject, r.conflict_group, r.client_id, r.trace_parent, r.id, $12,
        case when $12::bigint is not null then true end
      from phases p join job_runs r on r.id = p.run_id
      where p.child is not null
      returning queue
    ),
    kept as (
      insert into checkpoints (job_name, owner, run_id)
      select h.job_name, $13::text, h.id from held h where $13::text is not null
      on conflict (job_name, owner) do update set run_id = excluded.run_id, state = null, created_at = infra_now(),
        saved_at = infra_now()
    )
    select queue from begun`,
};

/**
 * Hands a running combined run over to its phases and enqueues the first one that is to come; there has to be one.
 * Guarded by the attempt.
 * @returns the queue of the phase; null when the run is no longer this attempt's, or is to be cancelled.
 */
export async function beginPhases(
  session: Session,
  run: { readonly id: number; readonly attempt: number },
  { phases, results, retryOf, owner }: PhasesBeginning,
): Promise<string | null> {
  const rows = await session.query<{ queue: string }>(begin, [
    run.id,
    run.attempt,
    phases.map(({ name }) => name),
    phases.map(({ jobName }) => jobName),
    phases.map(({ weight }) => weight),
    phases.map(({ parameters }) => storableJson(parameters)),
    phases.map(({ queue }) => queue),
    phases.map(({ limited }) => limited),
    phases.map(({ maxAttempts }) => maxAttempts),
    results.length,
    storableJson(results),
    retryOf,
    owner,
    phases.map(({ gated }) => gated),
  ]);
  return rows[0]?.queue ?? null;
}
