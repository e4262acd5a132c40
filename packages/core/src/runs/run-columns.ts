/**
 * The columns of a {@link Run}, for a statement whose one table is `job_runs`. `started_at` is the start of the last
 * attempt; that of the first is only looked up for a run that had several.
 */
export const runColumns = `id, job_name as "jobName", status, trigger, parameters, schedule_name as "scheduleName",
  scheduled_for as "scheduledFor", available_at as "availableAt", queue, priority, subject,
  conflict_group as "conflictGroup", client_id as "clientId", context, actor, retry_of as "retryOf", parent,
  after_run as "afterRun", attempt, failed_attempts as "failedAttempts", lost, max_attempts as "maxAttempts",
  worker_id as "workerId", cancel_requested_at as "cancelRequestedAt", created_at as "createdAt",
  started_at as "startedAt", finished_at as "finishedAt", progress, result, error,
  case when attempt > 1
    then coalesce((select min(a.started_at) from attempts a where a.run_id = job_runs.id), started_at)
    else started_at end as "firstStartedAt"`;
