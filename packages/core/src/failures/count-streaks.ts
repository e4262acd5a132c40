/** Runs that an alert names at most, the latest. */
const namedRuns = 10;

/** Failures in a row that were counted before and still are, after what has completed now. */
const before = `case
          when c.last_success is null or c.last_success < c.was_success then c.was_failures
          when c.last_success >= c.was_run then 0
          else (
            select count(*)::int from (
              select run_id from failures f where f.job_name = c.job_name order by f.id desc limit c.was_failures
            ) f join job_runs r on r.id = f.run_id
            where r.started_at > c.last_success
          )
        end`;

const cleared = `
    cleared as (
      update alerts a set cleared_at = infra_now() from streaks s
      where s.succeeded and s.failures < s.alert_after
        and a.kind = 'repeated_failures' and a.job_name = s.job_name and a.cleared_at is null
      returning a.job_name
    )`;

/**
 * The parts of a statement that count failures in a row (`streaks`: job_name, failures) and clear the alert about them
 * (`cleared`: job_name), where no run has failed. They do no work for a job whose last run did not fail.
 *
 * In a row are the failed runs that started after the last completed one, whatever the order in which they end and are
 * recorded.
 * @param counts the WITH query that has locked the rows of the jobs: job_name, failed, last_success, and as it was
 * before was_run, was_success, was_failures, alert_after.
 */
export function endStreaks(counts: string): string {
  return `
    streaks as materialized (
      select c.job_name, c.alert_after, c.last_success is not null as succeeded, ${before} as failures
      from ${counts} c where c.was_failures > 0
    ),
    ${cleared}`;
}

/**
 * The same where runs may have failed; the alert is raised too (`raised`: id, job_name). A job has one open alert at
 * most: whoever writes it holds the job's row, so two processes never raise two.
 * @param ended the WITH query that ended the runs: id, job_name, status, started_at, error.
 */
export function countStreaks(ended: string, counts: string): string {
  return `
    failed_later as materialized (
      select c.job_name, count(*)::int as runs
      from ${counts} c join ${ended} e on e.job_name = c.job_name
      where c.failed > 0 and e.status = 'failed' and e.started_at >= coalesce(c.was_success, '-infinity')
        and not exists (select from ${ended} s where s.job_name = e.job_name and s.status = 'completed'
          and (s.started_at, s.id) > (e.started_at, e.id))
      group by c.job_name
    ),
    streaks as materialized (
      select c.job_name, c.alert_after, c.failed, c.last_success is not null as succeeded,
        coalesce(l.runs, 0) + ${before} as failures
      from ${counts} c left join failed_later l using (job_name)
      where c.failed > 0 or c.was_failures > 0
    ),
    raised as (
      insert into alerts (kind, job_name, details)
      select 'repeated_failures', s.job_name,
        jsonb_build_object('failures', s.failures, 'error', ${latestError(ended)}, 'runs', ${latestRuns(ended)})
      from streaks s
      where s.failed > 0 and s.failures >= s.alert_after
        and not exists (select from alerts a
          where a.kind = 'repeated_failures' and a.job_name = s.job_name and a.cleared_at is null)
      order by s.job_name
      on conflict (kind, job_name) where cleared_at is null do nothing
      returning id, job_name
    ),
    ${cleared}`;
}

function latestError(ended: string): string {
  return `(
          select jsonb_build_object('code', e.error ->> 'code', 'message', left(e.error ->> 'message', 1000))
          from ${ended} e where e.job_name = s.job_name and e.status = 'failed'
          order by e.started_at desc, e.id desc limit 1
        )`;
}

/** What failed before this statement is in the failure log, what failed in it is not visible there yet. */
function latestRuns(ended: string): string {
  return `(
          select jsonb_agg(latest.id::text order by latest.id) from (
            select id from (
              select e.id from ${ended} e where e.job_name = s.job_name and e.status = 'failed'
              union all
              (select f.run_id from failures f where f.job_name = s.job_name order by f.id desc limit ${namedRuns})
            ) known order by id desc limit least(s.failures, ${namedRuns})
          ) latest
        )`;
}
