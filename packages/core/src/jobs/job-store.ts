import type { RegisteredJob } from '../registry/registered-job.js';
import type { Session, Statement } from '../database/database.js';
import { jobArrays } from './job-arrays.js';
import { seenFor } from './look-at-jobs.js';
import { type RecordedSchedule, ScheduleChangeStore } from './schedule-change-store.js';

/** Whether a job fires, by whose word, and when next. */
export interface JobSwitchState {
  readonly jobName: string;
  readonly enabled: boolean;
  readonly enabledBy: 'code' | 'operator';
  readonly enabledByCode: boolean;
  readonly reason: string | null;
  readonly actor: string | null;
  readonly until: Date | null;
  readonly nextRun: Date | null;
}

/** The stored side of a job: the columns of `scheduled_jobs`, its next occurrence read from its schedules. */
export interface JobState extends JobSwitchState {
  readonly lastRun: Date | null;
  readonly lastStatus: string | null;
  readonly lastError: string | null;
  readonly lastSuccess: Date | null;
  readonly runCount: number;
  readonly createdAt: Date;
  readonly orphanedAt: Date | null;
}

const switchColumns = `j.job_name as "jobName", j.enabled, j.enabled_by as "enabledBy",
  j.enabled_by_code as "enabledByCode", j.reason, j.actor, j.until`;

const columns = `${switchColumns}, j.last_run as "lastRun", j.last_status as "lastStatus", j.last_error as "lastError",
  j.last_success as "lastSuccess", j.run_count as "runCount", j.created_at as "createdAt",
  j.orphaned_at as "orphanedAt",
  (select min(s.next_run) from job_schedules s where s.job_name = j.job_name and s.enabled) as "nextRun"`;

// What every command that lists or selects jobs reads: no more columns than it shows, whatever the number of jobs.
const readSwitches: Statement = {
  name: 'read_job_switches',
  text: `select ${switchColumns}, s.next_run as "nextRun" from scheduled_jobs j
    left join (select job_name, min(next_run) as next_run from job_schedules where enabled group by job_name) s
      using (job_name)`,
};

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

const clock: Statement = { name: 'database_clock', text: `select infra_now() as now` };

const setEnabled: Statement = {
  name: 'set_job_enabled',
  text: `update scheduled_jobs set enabled = $2, enabled_by = $3, reason = $4, actor = $5, until = $6,
      consecutive_failures = case when $2 then 0 else consecutive_failures end, updated_at = infra_now()
    where job_name = $1`,
};

const pause: Statement = {
  name: 'pause_job',
  text: `update scheduled_jobs set enabled = false, enabled_by = 'operator', reason = $4, actor = $3, until = null,
      updated_at = infra_now()
    where job_name = $1 and enabled and exists (select from alerts where id = $2 and cleared_at is null)
    returning 1`,
};

const endExpired: Statement = {
  name: 'end_expired_word',
  text: `update scheduled_jobs set enabled = enabled_by_code, enabled_by = 'code', reason = null, actor = null, until = null,
      updated_at = infra_now()
    where job_name = $1 and until <= infra_now()
    returning enabled`,
};

const seen: Statement = {
  name: 'mark_jobs_seen',
  text: `with stale as materialized (
      select job_name, orphaned_at is not null as was_orphaned from scheduled_jobs
      where job_name = any($1) and (seen_at < infra_now() - ${seenFor} or orphaned_at is not null)
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

  /** Of every job that has a row. */
  async readSwitches(): Promise<JobSwitchState[]> {
    return this.#session.query<JobSwitchState>(readSwitches);
  }

  async read(jobName: string): Promise<JobState | null> {
    const [row] = await this.#session.query<JobState>(readOne, [jobName]);
    return row ?? null;
  }

  /** The schedules of these jobs, or of all. */
  async schedules(jobNames: readonly string[] | null): Promise<RecordedSchedule[]> {
    return new ScheduleChangeStore(this.#session).schedules(jobNames);
  }

  /** Inserts rows for jobs that have none, so that what is recorded about them has a place; changes no other row. */
  async insertMissing(jobs: readonly RegisteredJob[]): Promise<void> {
    await this.#session.query(insertMissing, jobArrays(jobs));
  }

  /** Writes what the code says of its jobs; `enabled` only where no operator has spoken. */
  async upsert(jobs: readonly RegisteredJob[]): Promise<void> {
    await this.#session.query(upsert, jobArrays(jobs));
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

  /** Disables an enabled job while an alert is open; false when one of the two is not so. */
  async pause(
    jobName: string,
    alertId: number,
    { actor, reason }: { readonly actor: string; readonly reason: string },
  ): Promise<boolean> {
    const rows = await this.#session.query(pause, [jobName, alertId, actor, reason]);
    return rows.length > 0;
  }

  /** Gives a job whose operator's word has run out back to its code; null when there is no such word any more. */
  async endExpired(jobName: string): Promise<{ readonly enabled: boolean } | null> {
    const [row] = await this.#session.query<{ enabled: boolean }>(endExpired, [jobName]);
    return row ?? null;
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
