/**
 * The part of a statement (`told`) that writes to the outbox each run that has ended and asked for it and, where runs may
 * have completed, one ping for each job that is pinged, unless one is under way already.
 * @param ended the WITH query that ended the runs: id, job_name, status, notify.
 * @param counts the WITH query that has locked the rows of the jobs: job_name, pinged, last_success of these runs; null
 * where no run can have completed.
 */
export function announceEndings(ended: string, counts: string | null): string {
  const runs = `select 'run_ended' as kind, job_name, id as run_id, notify as target from ${ended}
        where notify is not null and status <> 'queued'`;
  const pings = `union all
        select 'ping', job_name, null, null from ${counts} where pinged and last_success is not null`;
  return `
    told as (
      insert into notifications (kind, job_name, run_id, target)
      select kind, job_name, run_id, target from (${runs} ${counts === null ? '' : pings}) news
      order by job_name, run_id
      on conflict (job_name) where kind = 'ping' and delivered_at is null and abandoned_at is null do nothing
      returning 1
    )`;
}

/**
 * The part (`alarmed`) that writes the alerts that were raised.
 * @param raised the WITH query that raised them: id, job_name.
 */
export function announceAlerts(raised: string): string {
  return `
    alarmed as (
      insert into notifications (kind, job_name, alert_id)
      select 'alert', job_name, id from ${raised} order by id
      returning 1
    )`;
}
