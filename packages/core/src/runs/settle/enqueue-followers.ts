/**
 * The part of a statement that submits what comes after a completed run: one queued run for each job that follows its
 * job, unless that one is disabled or no live process has it. It stands in the statement that settles, so there is one
 * follower for one completion, whatever dies in between.
 * @param settled the WITH query that ended the runs: id, job_name, status.
 */
export function enqueueFollowers(settled: string): string {
  return `
    followed as (
      insert into job_runs (job_name, status, trigger, parameters, max_attempts, queue, priority, limited, after_run,
        trace_parent)
      select f.job_name, case when f.gated then 'pending' else 'queued' end, 'chain', f.parameters, f.max_attempts,
        f.queue, f.priority, f.limited, s.id, (select trace_parent from job_runs where job_runs.id = s.id)
      from ${settled} s
      join job_followers f on f.after_job = s.job_name
      join scheduled_jobs j on j.job_name = f.job_name
      where s.status = 'completed' and j.enabled and j.orphaned_at is null
      order by s.id, f.job_name
      returning queue
    )`;
}
