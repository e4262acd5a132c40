import { unfinishedInSql } from '../run-status.js';

/**
 * The part of a statement that submits what comes after a completed run: one queued run for each job that follows its
 * job, unless that one is disabled or no live process has it. It stands in the statement that settles, so there is one
 * follower for one completion, whatever dies in between. One whose subject is held by another run is recorded as
 * cancelled.
 * @param settled the WITH query that ended the runs: id, job_name, status.
 */
export function enqueueFollowers(settled: string): string {
  return `
    following_runs as materialized (
      select f.*, s.id as after_run, (select trace_parent from job_runs where job_runs.id = s.id) as trace_parent
      from ${settled} s
      join job_followers f on f.after_job = s.job_name
      join scheduled_jobs j on j.job_name = f.job_name
      where s.status = 'completed' and j.enabled and j.orphaned_at is null
    ),
    followed as (
      insert into job_runs (job_name, status, trigger, parameters, max_attempts, queue, priority, limited, after_run,
        trace_parent, subject, conflict_group)
      select job_name, case when gated then 'pending' else 'queued' end, 'chain', parameters, max_attempts, queue,
        priority, limited, after_run, trace_parent, subject, conflict_group
      from following_runs
      order by conflict_group, subject, after_run, job_name
      on conflict (conflict_group, subject)
        where subject is not null and parent is null and status in (${unfinishedInSql}) do nothing
      returning job_name, after_run, queue
    ),
    held_off as (
      insert into job_runs (job_name, status, trigger, parameters, max_attempts, queue, priority, limited, after_run,
        trace_parent, subject, conflict_group, finished_at, cancel_reason, error)
      select job_name, 'cancelled', 'chain', parameters, max_attempts, queue, priority, limited, after_run, trace_parent,
        subject, conflict_group, infra_now(), x.reason,
        jsonb_build_object('code', 'subject_busy', 'message', x.reason)
      from following_runs f cross join lateral (select format('''%s'' was busy: another run held it', f.subject) as reason) x
      where f.subject is not null
        and not exists (select from followed o where o.after_run = f.after_run and o.job_name = f.job_name)
      order by after_run, job_name
    )`;
}
