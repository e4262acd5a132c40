import { unfinishedInSql } from '../run-status.js';

/**
 * The part of a statement that submits what comes after a completed run: one queued run for each job that follows its
 * job, unless that one is disabled or no live process has it. It stands in the statement that settles, so there is one
 * follower for one completion, whatever dies in between.
 *
 * One whose subject is held is recorded as cancelled. Should somebody take the subject in this very moment, the unique
 * index refuses the whole statement (see {@link lostSubject}): a part that told of it afterwards would cost every
 * settlement a twelfth more.
 * @param settled the WITH query that ended the runs: id, job_name, status.
 */
export function enqueueFollowers(settled: string): string {
  return `
    followed as (
      insert into job_runs (job_name, status, trigger, parameters, max_attempts, queue, priority, limited, after_run,
        trace_parent, subject, conflict_group, finished_at, cancel_reason, error)
      select job_name, case when reason is not null then 'cancelled' when gated then 'pending' else 'queued' end, 'chain',
        parameters, max_attempts, queue, priority, limited, after_run,
        (select r.trace_parent from job_runs r where r.id = w.after_run), subject, conflict_group,
        case when reason is not null then infra_now() end, reason,
        case when reason is not null then jsonb_build_object('code', 'subject_busy', 'message', reason) end
      from (
        select f.*, s.id as after_run, case
          when f.subject is not null and (row_number() over same > 1 or exists (select from job_runs r
            where r.conflict_group = f.conflict_group and r.subject = f.subject and r.parent is null
              and r.status in (${unfinishedInSql}) and r.id not in (select id from ${settled})))
          then format('''%s'' was busy: another run held it', f.subject) end as reason
        from ${settled} s
        join job_followers f on f.after_job = s.job_name
        join scheduled_jobs j on j.job_name = f.job_name
        where s.status = 'completed' and j.enabled and j.orphaned_at is null
        window same as (partition by f.conflict_group, f.subject order by s.id, f.job_name)
      ) w
      order by conflict_group, subject, after_run, job_name
      returning case when status <> 'cancelled' then queue end as queue
    )`;
}

/** Whether an error says that the subject of a follower was taken between the look at it and its insertion. */
export function lostSubject(error: unknown): boolean {
  const { code, constraint } = error as { code?: string; constraint?: string };
  return code === '23505' && constraint === 'job_runs_subject';
}
