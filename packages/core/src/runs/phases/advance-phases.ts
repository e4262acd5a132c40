/** Who holds a combined run while its phases run: no worker has this id, so nobody rescues it and nobody settles it. */
export const heldByPhases = 0;

/**
 * The parts of a statement that settles phases of combined runs: a completed one is noted, and the phase after it is
 * enqueued (`begun`: queue) unless the combined run is to be cancelled. They stand in the statement that settles, so a
 * phase begins once, whatever dies in between.
 *
 * Each row is looked up by its key (the limits forbid anything else): a plan that was made when the tables were small
 * would read all phases that there ever were.
 *
 * A combined run that stops here, or has come to its end, is named in `at_end` (run_id): what became of it is decided
 * apart from this statement, and settled as any run is.
 * @param settled the WITH query that moved the runs: id, status, parent.
 * @param held the WITH query that has locked them and their combined runs, in the order of ids: id, status, claimed_by,
 * cancel_requested_at.
 * @param given the WITH query with the results: id, result.
 */
export function advancePhases(settled: string, held: string, given: string): string {
  return `
    ended_phases as materialized (
      select s.id, s.status, p.run_id, p.position, p.name, p.weight_before + p.weight as through, h.cancel_requested_at is not null as unwanted
      from ${settled} s
        cross join lateral (
          select run_id, position, name, weight, weight_before from run_phases where child = s.id limit 1
        ) p
        join ${held} h on h.id = p.run_id
      where s.parent is not null and s.status <> 'queued' and h.status = 'running' and h.claimed_by = ${heldByPhases}
    ),
    noted as (
      update run_phases p set completed = true, result = g.result
      from ended_phases e join ${given} g on g.id = e.id
      where p.run_id = e.run_id and p.position = e.position and e.status = 'completed'
    ),
    following as materialized (
      select nextval('job_runs_id_seq') as child, e.id as after, n.run_id, n.position, n.name, n.job_name, n.parameters,
        n.queue, n.limited, n.gated, n.max_attempts
      from ended_phases e
        cross join lateral (
          select * from run_phases where run_id = e.run_id and position = e.position + 1 limit 1
        ) n
      where e.status = 'completed' and not e.unwanted and n.child is null
    ),
    begun as (
      insert into job_runs (${phaseColumns})
      overriding system value
      select f.child, f.job_name, ${phaseBeginning('f.gated')}, 'chain', f.parameters, f.max_attempts, r.actor, c.reserved_for, f.queue,
        r.priority, f.limited, r.subject, r.conflict_group, r.client_id, r.trace_parent, r.id
      from following f
        cross join lateral (
          select id, actor, priority, subject, conflict_group, client_id, trace_parent from job_runs
          where id = f.run_id limit 1
        ) r
        cross join lateral (select reserved_for from job_runs where id = f.after limit 1) c
      order by f.child
      returning queue
    ),
    placed as (
      update run_phases p set child = f.child from following f where p.run_id = f.run_id and p.position = f.position
    ),
    moved as (
      update job_runs r set progress = ${phaseProgress('e.through', 'coalesce(f.name, e.name)')}
      from ended_phases e left join following f on f.run_id = e.run_id
      where r.id = any(array(select run_id from ended_phases)) and r.id = e.run_id and e.status = 'completed'
    ),
    at_end as materialized (
      select e.run_id from ended_phases e where not exists (select from following f where f.run_id = e.run_id)
    )`;
}

/** The status in which the run of a phase begins: one that needs leave is priced and approved like any other. */
export function phaseBeginning(gated: string): string {
  return `case when ${gated} then 'pending' else 'queued' end`;
}

/** What the run of a phase is inserted with, in this order. */
export const phaseColumns = `id, job_name, status, trigger, parameters, max_attempts, actor, reserved_for, queue, priority,
        limited, subject, conflict_group, client_id, trace_parent, parent`;

/** The progress of a combined run: percent that are done, and the phase that it is in. */
export function phaseProgress(done: string, name: string): string {
  return `jsonb_build_object('completed', round((${done})::numeric, 2), 'total', 100, 'message', ${name})`;
}
