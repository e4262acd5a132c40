import type { ChaosHost } from './chaos-host.ts';

/** A rule, and the query that finds whatever breaks it. */
const rules: Readonly<Record<string, string>> = {
  'every submission has one run, or another only because the one before had failed or was cancelled': `
    select parameters ->> 'number' as number, array_agg(status order by id) as statuses from job_runs
    where job_name in ('work', 'tight') group by 1
    having count(*) filter (where status not in ('failed', 'cancelled')) > 1`,
  'every submitted run is final': `
    select id, status, claimed_by, attempt, lost from job_runs
    where job_name in ('work', 'tight') and status not in ('completed', 'failed', 'cancelled')`,
  'nothing runs any more': `select id, job_name, claimed_by from job_runs where status = 'running'`,
  'an attempt is executed at most once': `
    select run_id, attempt, count(*) from chaos_executions group by 1, 2 having count(*) > 1`,
  'a result is that of the attempt that is recorded': `
    select r.id, r.attempt, r.result -> 'output' as output from job_runs r
    where r.status = 'completed' and not exists (select from chaos_executions e
      where e.run_id = r.id and e.attempt = r.attempt and e.attempt = (r.result -> 'output' ->> 'attempt')::int
        and e.pid = (r.result -> 'output' ->> 'pid')::int)`,
  'every attempt before the last is recorded once, and adds up': `
    select r.id, r.status, r.attempt, r.lost, r.failed_attempts, count(a.*) as kept from job_runs r
    left join attempts a on a.run_id = r.id
    group by r.id
    having count(a.*) not between r.attempt - 1 and r.attempt
      or count(a.*) filter (where a.outcome = 'lost') <> r.lost
      or count(a.*) filter (where a.outcome = 'failed') <> r.failed_attempts
      or (r.status = 'completed' and count(a.*) <> r.attempt - 1)
      or (r.status = 'failed' and count(a.*) <> r.attempt)`,
  'no attempt has been executed that is not counted': `
    select e.run_id, e.attempt from chaos_executions e left join job_runs r on r.id = e.run_id
    where r.id is null or e.attempt > r.attempt`,
  'every occurrence is covered once, by a run or a span of skips': `
    with spans as (select job_name, schedule_name, sum(count) as skipped from skipped_occurrences group by 1, 2),
    runs as (select job_name, schedule_name, count(*) as runs from job_runs where scheduled_for is not null group by 1, 2)
    select s.job_name, runs.runs, spans.skipped, s.next_run, s.first_synced_at from job_schedules s
    left join runs on runs.job_name = s.job_name and runs.schedule_name = s.name
    left join spans on spans.job_name = s.job_name and spans.schedule_name = s.name
    where coalesce(runs.runs, 0) + coalesce(spans.skipped, 0)
      <> extract(epoch from s.next_run - (date_trunc('second', s.first_synced_at) + interval '1 s'))`,
  'no occurrence has both a run and a span': `
    select r.job_name, r.scheduled_for from job_runs r join skipped_occurrences o
      on o.job_name = r.job_name and o.schedule_name = r.schedule_name and r.scheduled_for between o.first and o.last`,
  'no slot of a limit or of a queue is leaked': `
    select job_name as name, running from job_limits where running <> 0
    union all select name, running from queues where running <> 0`,
  'every run is counted once': `
    select j.job_name, j.run_count, count(r.*) from scheduled_jobs j
    left join job_runs r on r.job_name = j.job_name and r.status in ('completed', 'failed', 'cancelled')
    group by j.job_name, j.run_count having j.run_count <> count(r.*)`,
  'what failed is in the failure log once': `
    select r.id, count(f.*) from job_runs r left join failures f on f.run_id = r.id
    group by r.id having count(f.*) <> (r.status = 'failed')::int`,
};

/** What breaks a rule, with some of the rows that do. */
export interface Violation {
  readonly rule: string;
  readonly found: number;
  readonly rows: readonly object[];
}

/** Looks through all tables at the end of a campaign, when the workers have gone. */
export async function violations(host: ChaosHost): Promise<Violation[]> {
  const all: Violation[] = [];
  for (const [rule, query] of Object.entries(rules)) {
    const rows = await host.query<object>(query);
    if (rows.length > 0) all.push({ rule, found: rows.length, rows: rows.slice(0, 5) });
  }
  return all;
}

export const ruleNames: readonly string[] = Object.keys(rules);
