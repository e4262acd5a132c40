import type { Session, Statement } from '../database/database.js';
import { heldByPhases } from '../runs/phases/advance-phases.js';
import type { ClockFacts, RunFacts, ScheduleFacts, ServerFacts } from './health-facts.js';

const server: Statement = {
  name: 'health_of_server',
  text: `select current_setting('server_version_num')::int as "versionNumber",
    split_part(current_setting('server_version'), ' ', 1) as version,
    pg_database_size(current_database())::float8 as "sizeBytes",
    current_setting('max_connections')::int as "maxConnections",
    (select count(*)::int from pg_stat_activity where backend_type = 'client backend') as connections,
    (select json_build_object('pid', pid, 'application', application_name, 'state', state,
        'forMs', extract(epoch from clock_timestamp() - xact_start) * 1000)
      from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
        and xact_start is not null
      order by xact_start limit 1) as "oldestTransaction",
    coalesce((select n_dead_tup from pg_stat_all_tables where relid = to_regclass('job_runs')), 0)::float8 as "deadRuns"`,
};

// As the scheduler reads it: the clock that decides what is due.
const clock: Statement = {
  name: 'health_of_clock',
  text: `select (extract(epoch from clock_timestamp() + (infra_now() - statement_timestamp())) * 1000)::float8 as now`,
};

const ago = (column: string) => `extract(epoch from infra_now() - ${column}) * 1000`;

const schedules: Statement = {
  name: 'health_of_schedules',
  patient: true,
  text: `with late as materialized (
      select job_name, name, ${ago('next_run')} as late_ms from job_schedules
      where enabled and next_run < infra_now() - $1 * interval '1 ms'
    )
    select
      (select coalesce(json_agg(json_build_object('id', id, 'kind', kind, 'host', host, 'pid', pid,
          'silentMs', ${ago('heartbeat_at')}, 'stopping', stopping_at is not null, 'jobNames', job_names,
          'queues', queues) order by id), '[]')
        from workers where gone_at is null and kind <> 'command') as workers,
      (select count(*)::int from job_schedules where enabled and next_run is not null) as scheduled,
      (select json_build_object('total', (select count(*) from late), 'worst', coalesce(json_agg(json_build_object(
          'jobName', job_name, 'schedule', name, 'lateMs', late_ms) order by late_ms desc), '[]'))
        from (select * from late order by late_ms desc limit 5) worst) as overdue,
      (select coalesce(json_agg(job_name order by job_name), '[]') from scheduled_jobs) as "storedJobs",
      (select coalesce(json_agg(json_build_object('jobName', job_name, 'forMs', ${ago('orphaned_at')})
          order by job_name), '[]')
        from scheduled_jobs where orphaned_at is not null and enabled and schedule <> '') as orphaned,
      (select coalesce(json_agg(distinct s.job_name), '[]') from job_schedules s join scheduled_jobs j using (job_name)
        where s.enabled <> (s.wanted and j.enabled and j.orphaned_at is null)) as astray,
      (select coalesce(json_agg(json_build_object('jobName', job_name, 'failures', consecutive_failures,
          'lastError', last_error) order by job_name), '[]')
        from scheduled_jobs where consecutive_failures >= alert_after) as failing,
      (select coalesce(json_agg(json_build_object('scope', scope, 'actor', actor, 'reason', reason,
          'forMs', ${ago('paused_at')}) order by scope), '[]')
        from pauses) as pauses`,
};

// Free and limited runs are read apart: each kind has a lane, an index of its own.
const runs: Statement = {
  name: 'health_of_runs',
  patient: true,
  text: `with running as materialized (
      select r.id, r.job_name, r.queue, r.started_at, r.limited, r.in_lane, r.claimed_by, w.heartbeat_at,
        r.claimed_by <> ${heldByPhases}
          and (w.id is null or w.gone_at is not null or w.heartbeat_at < infra_now() - $1 * interval '1 ms') as dead
      from job_runs r left join workers w on w.id = r.claimed_by
      where r.status = 'running'
    ),
    longest as materialized (select * from running where not dead order by started_at limit 100),
    usual as materialized (
      select j.job_name, case when u.completed >= 10 then u.p95 end as p95
      from (select distinct job_name from longest) j
      cross join lateral (
        select count(*) as completed, percentile_cont(0.95) within group (order by ms) as p95
        from (select extract(epoch from finished_at - started_at) * 1000 as ms from job_runs
          where job_name = j.job_name and status = 'completed' order by id desc limit 200) recent
      ) u
    )
    select
      (select coalesce(json_agg(json_build_object('jobName', job_name, 'queue', queue, 'runs', runs,
          'oldestMs', ${ago('oldest')}) order by oldest), '[]')
        from (select job_name, queue, count(*) as runs, min(available_at) as oldest
          from (
            select job_name, queue, available_at from job_runs
            where status = 'queued' and ready and not limited and reserved_for is null
            union all
            select job_name, queue, available_at from job_runs
            where status = 'queued' and ready and limited and reserved_for is null
          ) ready
          group by job_name, queue) waiting) as waiting,
      (select json_build_object('total', (select count(*) from running where dead), 'runs',
          coalesce(json_agg(json_build_object('runId', id, 'jobName', job_name, 'workerId', claimed_by,
            'silentMs', ${ago('heartbeat_at')}) order by id), '[]'))
        from (select * from running where dead order by id limit 5) few) as held,
      (select coalesce(json_agg(json_build_object('runId', id, 'jobName', job_name,
          'runningMs', ${ago('started_at')}, 'p95Ms', p95) order by started_at), '[]')
        from longest join usual using (job_name)) as running,
      (select json_build_object('total', (select count(*) from job_runs where status = 'awaiting_approval'), 'oldest',
          (select json_build_object('runId', r.id, 'jobName', r.job_name, 'forMs', ${ago('r.created_at')},
              'expiresInMs', - ${ago('a.expires_at')})
            from job_runs r left join run_approvals a on a.run_id = r.id
            where r.status = 'awaiting_approval' order by r.id limit 1))) as approvals,
      (select count(*)::int from failures where resolved_at is null) as "unresolvedFailures",
      (select coalesce(json_agg(json_build_object('kind', kind, 'name', name, 'counter', counter, 'running', slots)
          order by kind, name), '[]')
        from (
          select 'job' as kind, l.job_name as name, l.running as counter,
            (select count(*) from running r where r.job_name = l.job_name and r.limited) as slots
          from job_limits l
          union all
          select 'queue', q.name, q.running,
            (select count(*) from running r where r.queue = q.name and r.in_lane)
          from queues q
        ) counted where counter <> slots) as counters,
      (select json_build_object(
          'late', count(*) filter (where delivered_at is null and abandoned_at is null
            and available_at < infra_now() - interval '1 minute'),
          'abandoned', count(*) filter (where abandoned_at > infra_now() - interval '1 day'))
        from notifications
        where delivered_at is null) as notifications`,
};

/** What `infra doctor` judges by: three statements that lock and change nothing. */
export class HealthStore {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Of the server itself, whatever the schema. */
  async server(): Promise<ServerFacts> {
    const [row] = await this.#session.query<ServerFacts>(server);
    return there(row);
  }

  /** Compares the database's clock with the process's. */
  async clock(now: () => number): Promise<ClockFacts> {
    const asked = now();
    const [row] = await this.#session.query<{ now: number }>(clock);
    const answered = now();
    return {
      offsetMs: there(row).now - (asked + answered) / 2,
      errorMs: (answered - asked) / 2,
    };
  }

  /** @param toleranceMs how late an occurrence may be. */
  async schedules(toleranceMs: number): Promise<ScheduleFacts> {
    const [row] = await this.#session.query<ScheduleFacts>(schedules, [toleranceMs]);
    return there(row);
  }

  /** @param deadAfterMs how long a worker may be silent before its runs should be with others. */
  async runs(deadAfterMs: number): Promise<RunFacts> {
    const [row] = await this.#session.query<RunFacts>(runs, [deadAfterMs]);
    return there(row);
  }
}

function there<Row>(row: Row | undefined): Row {
  if (row === undefined) throw new Error('the database returned no row');
  return row;
}
