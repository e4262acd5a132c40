import type { RegisteredJob } from '../registry/registered-job.js';
import type { Session, Statement } from '../database/database.js';
import type { ScheduleChange, StoredSchedule } from './plan-schedule.js';

/** The stored side of a job: the columns of `scheduled_jobs`, its next occurrence read from its schedules. */
export interface JobState {
  readonly jobName: string;
  readonly enabled: boolean;
  readonly enabledBy: 'code' | 'operator';
  readonly enabledByCode: boolean;
  readonly reason: string | null;
  readonly actor: string | null;
  readonly until: Date | null;
  readonly lastRun: Date | null;
  readonly nextRun: Date | null;
  readonly lastStatus: string | null;
  readonly lastError: string | null;
  readonly lastSuccess: Date | null;
  readonly runCount: number;
  readonly createdAt: Date;
  readonly orphanedAt: Date | null;
}

const columns = `j.job_name as "jobName", j.enabled, j.enabled_by as "enabledBy", j.enabled_by_code as "enabledByCode",
  j.reason, j.actor, j.until, j.last_run as "lastRun", j.last_status as "lastStatus", j.last_error as "lastError",
  j.last_success as "lastSuccess", j.run_count as "runCount", j.created_at as "createdAt",
  j.orphaned_at as "orphanedAt",
  (select min(s.next_run) from job_schedules s where s.job_name = j.job_name and s.enabled) as "nextRun"`;

const readAll: Statement = { name: 'read_jobs', text: `select ${columns} from scheduled_jobs j` };

const readOne: Statement = {
  name: 'read_job',
  text: `select ${columns} from scheduled_jobs j where j.job_name = $1`,
};

const given = `unnest($1::text[], $2::text[], $3::boolean[], $4::text[], $5::text[], $6::text[])
  as g(job_name, schedule, enabled, extension, description, time_zone)`;

const insertMissing: Statement = {
  name: 'insert_missing_jobs',
  text: `insert into scheduled_jobs (job_name, schedule, enabled, enabled_by_code, extension, description, time_zone)
    select g.job_name, g.schedule, g.enabled, g.enabled, g.extension, g.description, g.time_zone from ${given}
    order by g.job_name
    on conflict (job_name) do nothing`,
};

// The operator's word wins: code moves `enabled` only while code is what set it.
const upsert: Statement = {
  name: 'sync_jobs',
  text: `insert into scheduled_jobs as j (job_name, schedule, enabled, enabled_by_code, extension, description, time_zone)
    select g.job_name, g.schedule, g.enabled, g.enabled, g.extension, g.description, g.time_zone from ${given}
    order by g.job_name
    on conflict (job_name) do update set schedule = excluded.schedule, extension = excluded.extension,
      description = excluded.description, time_zone = excluded.time_zone, enabled_by_code = excluded.enabled_by_code,
      enabled = case when j.enabled_by = 'code' then excluded.enabled else j.enabled end,
      orphaned_at = null, seen_at = infra_now(), updated_at = infra_now()`,
};

// The new name takes the old one's row with all its history and settings; a row that the new name already has, from
// a manual run before the first sync, gives way.
const rename: Statement = {
  name: 'rename_job',
  text: `with old as materialized (
      select job_name from scheduled_jobs where job_name = any($2::text[]) order by array_position($2::text[], job_name)
      limit 1
    ),
    renamed as (
      update scheduled_jobs set job_name = $1, updated_at = infra_now() where job_name = (select job_name from old)
        and not exists (select from job_schedules where job_name = $1)
      returning id
    ),
    runs as (update job_runs set job_name = $1 where job_name = (select job_name from old) and exists (select from renamed)),
    spans as (update skipped_occurrences set job_name = $1
      where job_name = (select job_name from old) and exists (select from renamed)),
    limits as (delete from job_limits where job_name = (select job_name from old) and exists (select from renamed))
    select (select job_name from old) as "from" from renamed`,
};

const dropUnscheduled: Statement = {
  name: 'drop_unscheduled_row',
  text: `delete from scheduled_jobs j where j.job_name = $1 and j.enabled_by = 'code'
    and exists (select from scheduled_jobs o where o.job_name = any($2::text[]))
    and not exists (select from job_schedules s where s.job_name = j.job_name)
    returning j.run_count as "runCount"`,
};

const limits: Statement = {
  name: 'sync_limits',
  text: `with wanted as (select unnest($1::text[]) as job_name),
    gone as (delete from job_limits where job_name = any($2::text[]) and running = 0)
    insert into job_limits (job_name, max_running) select job_name, 1 from wanted order by job_name
    on conflict (job_name) do nothing`,
};

const readSchedules: Statement = {
  name: 'read_schedules',
  text: `select s.job_name as "jobName", s.name, s.schedule, s.time_zone as "timeZone", s.parameters, s.overlap, s.misfire,
      s.clock_change as "clockChange", s.jitter_ms as "jitterMs", s.max_attempts as "maxAttempts", s.wanted, s.enabled,
      s.next_run as "nextRun", s.revision, o.first as "skippedSince", s.first_synced_at as "firstSyncedAt"
    from job_schedules s
    left join skipped_occurrences o on o.job_name = s.job_name and o.schedule_name = s.name and o.last is null
    where $1::text[] is null or s.job_name = any($1)
    order by s.job_name, s.name`,
};

const clock: Statement = { name: 'database_clock', text: `select infra_now() as now` };

const changeSchedules: Statement = {
  name: 'change_schedules',
  text: `with given as materialized (
      select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::jsonb[], $6::text[], $7::jsonb[],
        $8::jsonb[], $9::int[], $10::int[], $11::boolean[], $12::boolean[], $13::int[], $14::timestamptz[],
        $15::timestamptz[], $16::timestamptz[], $17::bigint[], $18::timestamptz[], $19::timestamptz[], $20::bigint[],
        $21::text[])
        as g(job_name, name, schedule, time_zone, parameters, overlap, misfire, clock_change, jitter_ms, max_attempts,
          wanted, enabled, revision, seen_next_run, next_run, close_last, close_count, span_first, span_last, span_count,
          span_reason)
    ),
    changed as (
      update job_schedules s set schedule = g.schedule, time_zone = g.time_zone, parameters = g.parameters,
        overlap = g.overlap, misfire = g.misfire, clock_change = g.clock_change, jitter_ms = g.jitter_ms,
        max_attempts = g.max_attempts, wanted = g.wanted, enabled = g.enabled, next_run = g.next_run,
        revision = s.revision + 1, span = null
      from given g
      where s.job_name = g.job_name and s.name = g.name and s.revision = g.revision
        -- A tick that came between has served what the plan took for unserved: it must be planned again.
        and s.next_run is not distinct from g.seen_next_run
      returning s.job_name, s.name
    ),
    added as (
      insert into job_schedules (job_name, name, schedule, time_zone, parameters, overlap, misfire, clock_change,
        jitter_ms, max_attempts, wanted, enabled, next_run)
      select g.job_name, g.name, g.schedule, g.time_zone, g.parameters, g.overlap, g.misfire, g.clock_change,
        g.jitter_ms, g.max_attempts, g.wanted, g.enabled, g.next_run
      from given g where g.revision is null
      order by g.job_name, g.name
      on conflict do nothing
      returning job_name, name
    ),
    done as (select * from changed union all select * from added),
    closed as (
      update skipped_occurrences o set last = greatest(o.first, g.close_last), count = o.count + g.close_count
      from given g join done d using (job_name, name)
      where o.job_name = g.job_name and o.schedule_name = g.name and o.last is null and g.close_last is not null
    ),
    recorded as (
      insert into skipped_occurrences (job_name, schedule_name, first, last, count, reason)
      select g.job_name, g.name, g.span_first, g.span_last, g.span_count, g.span_reason
      from given g join done d using (job_name, name) where g.span_first is not null
      on conflict do nothing
    ),
    next_runs as (
      update scheduled_jobs j set next_run = n.next_run
      from (select job_name, min(next_run) as next_run from given where enabled group by job_name) n
      where j.job_name = n.job_name and j.next_run is distinct from n.next_run
    )
    select job_name as "jobName", name from done`,
};

const setEnabled: Statement = {
  name: 'set_job_enabled',
  text: `update scheduled_jobs set enabled = $2, enabled_by = $3, reason = $4, actor = $5, until = $6,
      updated_at = infra_now()
    where job_name = $1`,
};

const expired: Statement = {
  name: 'expired_switches',
  text: `select ${columns} from scheduled_jobs j where j.until <= infra_now()`,
};

const seen: Statement = {
  name: 'mark_jobs_seen',
  text: `with stale as materialized (
      select job_name, orphaned_at is not null as was_orphaned from scheduled_jobs
      where job_name = any($1) and (seen_at < infra_now() - interval '1 minute' or orphaned_at is not null)
      order by job_name
      for no key update
    ),
    marked as (update scheduled_jobs j set seen_at = infra_now(), orphaned_at = null from stale s where j.job_name = s.job_name)
    select exists (select from stale where was_orphaned) as revived`,
};

const orphan: Statement = {
  name: 'orphan_jobs',
  text: `update scheduled_jobs set orphaned_at = infra_now()
    where orphaned_at is null and seen_at < infra_now() - $1 * interval '1 ms'
    returning job_name as "jobName"`,
};

/** `scheduled_jobs`, one row a job, and the settings of its schedules; the tick itself is in the schedule store. */
export class JobStore {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  async now(): Promise<Date> {
    const [row] = await this.#session.query<{ now: Date }>(clock);
    if (row === undefined) throw new Error('the database returned no time');
    return row.now;
  }

  async readAll(): Promise<JobState[]> {
    return this.#session.query<JobState>(readAll);
  }

  async read(jobName: string): Promise<JobState | null> {
    const [row] = await this.#session.query<JobState>(readOne, [jobName]);
    return row ?? null;
  }

  /** The schedules of these jobs, or of all. */
  async schedules(
    jobNames: readonly string[] | null,
  ): Promise<(StoredSchedule & { readonly firstSyncedAt: Date })[]> {
    return this.#session.query(readSchedules, [jobNames]);
  }

  /** Inserts rows for jobs that have none, so that what is recorded about them has a place; changes no other row. */
  async insertMissing(jobs: readonly RegisteredJob[]): Promise<void> {
    await this.#session.query(insertMissing, jobColumns(jobs));
  }

  /** Writes what the code says of its jobs; `enabled` only where no operator has spoken. */
  async upsert(jobs: readonly RegisteredJob[]): Promise<void> {
    await this.#session.query(upsert, jobColumns(jobs));
  }

  /** Carries a job's history and settings over from the first of its former names that exists; returns that name. */
  async rename(jobName: string, formerly: readonly string[]): Promise<string | null> {
    await this.#session.query(dropUnscheduled, [jobName, formerly]);
    const [row] = await this.#session.query<{ from: string }>(rename, [jobName, formerly]);
    return row?.from ?? null;
  }

  /** Jobs of which one scheduled run at a time may run, and jobs for which that no longer holds. */
  async syncLimits(single: readonly string[], unlimited: readonly string[]): Promise<void> {
    await this.#session.query(limits, [single, unlimited]);
  }

  /** Applies changes whose schedule is still as it was seen; returns those that were applied. */
  async changeSchedules(changes: readonly ScheduleChange[]): Promise<{ jobName: string; name: string }[]> {
    const wanted = changes.map((change) => change.wanted);
    return this.#session.query(changeSchedules, [
      wanted.map((schedule) => schedule.jobName),
      wanted.map((schedule) => schedule.name),
      wanted.map((schedule) => schedule.schedule),
      wanted.map((schedule) => schedule.timeZone),
      wanted.map((schedule) => JSON.stringify(schedule.parameters)),
      wanted.map((schedule) => schedule.overlap),
      wanted.map((schedule) => JSON.stringify(schedule.misfire)),
      wanted.map((schedule) => JSON.stringify(schedule.clockChange)),
      wanted.map((schedule) => schedule.jitterMs),
      wanted.map((schedule) => schedule.maxAttempts),
      wanted.map((schedule) => schedule.wanted),
      wanted.map((schedule) => schedule.enabled),
      changes.map((change) => change.seen?.revision ?? null),
      changes.map((change) => change.seen?.nextRun ?? null),
      changes.map((change) => change.nextRun),
      changes.map((change) => change.close?.last ?? null),
      changes.map((change) => change.close?.count ?? null),
      changes.map((change) => change.record?.first ?? null),
      changes.map((change) => change.record?.last ?? null),
      changes.map((change) => change.record?.count ?? null),
      changes.map((change) => change.record?.reason ?? null),
    ]);
  }

  async setEnabled(
    jobName: string,
    word: Pick<JobState, 'enabled' | 'enabledBy' | 'reason' | 'actor' | 'until'>,
  ): Promise<void> {
    await this.#session.query(setEnabled, [
      jobName,
      word.enabled,
      word.enabledBy,
      word.reason,
      word.actor,
      word.until,
    ]);
  }

  /** Jobs whose operator's word has run out. */
  async expired(): Promise<JobState[]> {
    return this.#session.query<JobState>(expired);
  }

  /** Says that a live process has these jobs; true when one of them had been taken for orphaned. */
  async markSeen(jobNames: readonly string[]): Promise<boolean> {
    const [row] = await this.#session.query<{ revived: boolean }>(seen, [jobNames]);
    return row?.revived ?? false;
  }

  /** Marks the jobs that no live process has had for so long; returns the newly orphaned. */
  async markOrphaned(afterMs: number): Promise<string[]> {
    const rows = await this.#session.query<{ jobName: string }>(orphan, [afterMs]);
    return rows.map((row) => row.jobName);
  }
}

function jobColumns(jobs: readonly RegisteredJob[]): unknown[] {
  return [
    jobs.map((job) => job.name),
    jobs.map((job) => job.schedule),
    jobs.map((job) => job.enabled),
    jobs.map((job) => job.extension),
    jobs.map((job) => job.description),
    jobs.map((job) => job.timeZone),
  ];
}
