import type { Session, Statement } from '../database/database.js';
import type { ScheduleChange, StoredSchedule } from './plan-schedule.js';
import { scheduleArrays } from './schedule-arrays.js';

/** The switch of a job, as far as its schedules go by it. */
export interface JobSwitch {
  readonly jobName: string;
  readonly enabled: boolean;
  /** No live process has the job. */
  readonly orphaned: boolean;
}

/** A stored schedule with the beginning of its record. */
export type RecordedSchedule = StoredSchedule & { readonly firstSyncedAt: Date };

const read: Statement = {
  name: 'read_schedules',
  text: `select s.job_name as "jobName", s.name, s.schedule, s.time_zone as "timeZone", s.parameters, s.overlap, s.misfire,
      s.clock_change as "clockChange", s.jitter_ms as "jitterMs", s.max_attempts as "maxAttempts", s.queue,
      s.priority, s.limited, s.gated, s.subject, s.conflict_group as "conflictGroup", s.wanted, s.enabled,
      s.next_run as "nextRun", s.revision, o.first as "skippedSince", s.first_synced_at as "firstSyncedAt"
    from job_schedules s
    left join skipped_occurrences o on o.job_name = s.job_name and o.schedule_name = s.name and o.last is null
    where $1::text[] is null or s.job_name = any($1)
    order by s.job_name, s.name`,
};

const switches: Statement = {
  name: 'read_switches',
  text: `select job_name as "jobName", enabled, orphaned_at is not null as orphaned from scheduled_jobs
    where job_name = any($1)`,
};

const astray: Statement = {
  name: 'schedules_astray',
  text: `select distinct s.job_name as "jobName" from job_schedules s join scheduled_jobs j using (job_name)
    where s.enabled <> (s.wanted and j.enabled and j.orphaned_at is null)`,
};

// The rows of the jobs are locked first: a switch that is being turned is waited for, and whoever planned by the old
// word plans again. A schedule that a tick has moved, or somebody else has changed, since it was seen is refused too.
const change: Statement = {
  name: 'change_schedules',
  text: `with given as materialized (
      select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::jsonb[], $6::text[], $7::jsonb[],
        $8::jsonb[], $9::int[], $10::int[], $11::text[], $12::int[], $13::boolean[], $14::boolean[], $15::text[],
        $16::text[], $17::boolean[], $18::boolean[], $19::int[], $20::timestamptz[], $21::timestamptz[],
        $22::timestamptz[], $23::bigint[])
        as g(job_name, name, schedule, time_zone, parameters, overlap, misfire, clock_change, jitter_ms, max_attempts,
          queue, priority, limited, gated, subject, conflict_group, wanted, enabled, revision, seen_next_run, next_run,
          close_last, close_count)
    ),
    jobs as materialized (
      select job_name, enabled and orphaned_at is null as firing from scheduled_jobs
      where job_name in (select job_name from given)
      order by job_name
      for no key update
    ),
    agreed as materialized (
      select g.* from given g join jobs j using (job_name) where g.enabled = (g.wanted and j.firing)
    ),
    changed as (
      update job_schedules s set schedule = g.schedule, time_zone = g.time_zone, parameters = g.parameters,
        overlap = g.overlap, misfire = g.misfire, clock_change = g.clock_change, jitter_ms = g.jitter_ms,
        max_attempts = g.max_attempts, queue = g.queue, priority = g.priority, limited = g.limited, gated = g.gated,
        subject = g.subject, conflict_group = g.conflict_group, wanted = g.wanted, enabled = g.enabled, next_run = g.next_run,
        revision = s.revision + 1, span = null
      from agreed g
      where s.job_name = g.job_name and s.name = g.name and s.revision = g.revision
        and s.next_run is not distinct from g.seen_next_run
      returning s.job_name, s.name
    ),
    added as (
      insert into job_schedules (job_name, name, schedule, time_zone, parameters, overlap, misfire, clock_change,
        jitter_ms, max_attempts, queue, priority, limited, gated, subject, conflict_group, wanted, enabled, next_run,
        first_synced_at)
      select g.job_name, g.name, g.schedule, g.time_zone, g.parameters, g.overlap, g.misfire, g.clock_change,
        g.jitter_ms, g.max_attempts, g.queue, g.priority, g.limited, g.gated, g.subject, g.conflict_group, g.wanted,
        g.enabled, g.next_run,
        -- An occurrence may have come since the planning: it is the first one of the record.
        least(infra_now(), g.next_run - interval '1 ms')
      from agreed g where g.revision is null
      order by g.job_name, g.name
      on conflict do nothing
      returning job_name, name
    ),
    done as materialized (
      select g.* from agreed g
      join (select * from changed union all select * from added) d using (job_name, name)
    ),
    closed as (
      update skipped_occurrences o set last = g.close_last, count = o.count + g.close_count
      from done g
      where o.job_name = g.job_name and o.schedule_name = g.name and o.last is null and o.first <= g.close_last
      returning 1
    ),
    -- Switched off and on again within a millisecond: the span has covered nothing.
    emptied as (
      delete from skipped_occurrences o using done g
      where o.job_name = g.job_name and o.schedule_name = g.name and o.last is null and o.first > g.close_last
      returning 1
    ),
    recorded as (
      insert into skipped_occurrences (job_name, schedule_name, first, last, count, reason)
      select g.job_name, g.name, x.first, x.last, x.count, x.reason
      from unnest($24::text[], $25::text[], $26::timestamptz[], $27::timestamptz[], $28::bigint[], $29::text[])
        as x(job_name, name, first, last, count, reason)
      join done g using (job_name, name)
      -- Only when the old span is closed is there room for a new one.
      where (select count(*) from closed) + (select count(*) from emptied) >= 0
      on conflict (job_name, schedule_name, first) do update
        set last = excluded.last, count = excluded.count, reason = excluded.reason
    ),
    next_runs as (
      update scheduled_jobs j set next_run = n.next_run
      from (
        select job_name, min(next_run) as next_run from (
          select job_name, next_run from done
          union all
          select s.job_name, s.next_run from job_schedules s
          where s.job_name in (select job_name from done)
            and not exists (select from done d where d.job_name = s.job_name and d.name = s.name)
        ) every group by job_name
      ) n
      where j.job_name = n.job_name and j.next_run is distinct from n.next_run
    )
    select job_name as "jobName", name from done`,
};

/** Changes of one statement: its reply stays small, for it holds locks. */
const batch = 500;

/** The settings of schedules and the switches that they go by; the tick itself is in the schedule store. */
export class ScheduleChangeStore {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** The schedules of these jobs, or of all. */
  async schedules(jobNames: readonly string[] | null): Promise<RecordedSchedule[]> {
    return this.#session.query(read, [jobNames]);
  }

  async switches(jobNames: readonly string[]): Promise<JobSwitch[]> {
    return this.#session.query(switches, [jobNames]);
  }

  /** Jobs with a schedule that fires and should not, or the other way round: somebody died half way. */
  async astray(): Promise<string[]> {
    const rows = await this.#session.query<{ jobName: string }>(astray);
    return rows.map((row) => row.jobName);
  }

  /** Applies changes whose schedule and switch are still as they were seen; returns those that were applied. */
  async change(changes: readonly ScheduleChange[]): Promise<{ jobName: string; name: string }[]> {
    const applied: { jobName: string; name: string }[] = [];
    for (let from = 0; from < changes.length; from += batch) {
      const values = columnsOf(changes.slice(from, from + batch));
      applied.push(...(await this.#session.query<{ jobName: string; name: string }>(change, values)));
    }
    return applied;
  }
}

function columnsOf(changes: readonly ScheduleChange[]): unknown[] {
  const wanted = changes.map((each) => each.wanted);
  const spans = changes.flatMap(({ wanted: { jobName, name }, record }) =>
    record.map((span) => ({ jobName, name, ...span })),
  );
  return [
    ...scheduleArrays(wanted),
    changes.map((each) => each.enabled),
    changes.map((each) => each.seen?.revision ?? null),
    changes.map((each) => each.seen?.nextRun ?? null),
    changes.map((each) => each.nextRun),
    changes.map((each) => each.close?.last ?? null),
    changes.map((each) => each.close?.count ?? null),
    spans.map(({ jobName }) => jobName),
    spans.map(({ name }) => name),
    spans.map(({ first }) => first),
    spans.map(({ last }) => last),
    spans.map(({ count }) => count),
    spans.map(({ reason }) => reason),
  ];
}
