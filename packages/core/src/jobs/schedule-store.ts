import type { ClockChange, Misfire, Overlap } from '@infra/traits';
import type { Session, Statement } from '../database/database.js';
import { unfinishedInSql } from '../runs/run-status.js';

/** Why an occurrence did not run. */
export type SkipReason = 'overlap' | 'disabled' | 'misfire' | 'no_worker' | 'subject_busy';

/** A schedule whose next occurrence is due, or soon will be. */
export interface DueSchedule {
  readonly jobName: string;
  readonly name: string;
  readonly schedule: string;
  readonly timeZone: string;
  readonly clockChange: ClockChange;
  readonly misfire: Misfire;
  readonly overlap: Overlap;
  readonly jitterMs: number;
  readonly nextRun: Date;
  readonly revision: number;
}

/**
 * What the scheduler sees when it looks: what comes within its horizon (nothing while everything is paused), and when to
 * look again at the latest.
 */
export interface Horizon {
  readonly due: readonly DueSchedule[];
  /** The database's clock when it answered. */
  readonly now: Date;
  /** The earliest next occurrence of all, null when nothing is scheduled. */
  readonly nextRun: Date | null;
}

/** One step of one schedule: the occurrence that was expected is served by a run or by a span of skips. */
export interface TickStep {
  readonly jobName: string;
  readonly name: string;
  readonly revision: number;
  /** The occurrence that the schedule must still be waiting for. */
  readonly expected: Date;
  /** The occurrence after what this step serves; null when none ever comes. */
  readonly following: Date | null;
  /** Null to run; else the last skipped occurrence and how many there are, `expected` included. */
  readonly skip: { readonly last: Date; readonly count: number } | null;
  /** Milliseconds that the run starts later than its occurrence. */
  readonly delayMs: number;
}

/** What a tick did. */
export interface Ticked {
  /** Runs that now wait to be claimed. */
  readonly enqueued: number;
  /** Schedules that moved on. Fewer than the steps: somebody else has the others, or it is too early. */
  readonly moved: number;
  /** The queues that they wait in. */
  readonly queues: readonly string[];
  /** Jobs whose running runs a newer occurrence cancels. */
  readonly supersede: readonly string[];
  /** The moment by which it judged what is due, and the one at which it was done: by the database's clock. */
  readonly asOf: Date;
  readonly now: Date;
}

const horizon: Statement = {
  name: 'schedule_horizon',
  text: `with due as (
      select job_name, name, schedule, time_zone, clock_change, misfire, overlap, jitter_ms, next_run, revision
      from job_schedules
      where enabled and next_run <= infra_now() + $1 * interval '1 ms'
        and not exists (select from pauses where scope = '*')
      order by next_run, job_name, name limit $2
    )
    select clock_timestamp() + (infra_now() - statement_timestamp()) as now,
      (select min(next_run) from job_schedules where enabled) as "nextRun",
      (select coalesce(json_agg(json_build_object(
        'jobName', job_name, 'name', name, 'schedule', schedule, 'timeZone', time_zone, 'clockChange', clock_change,
        'misfire', misfire, 'overlap', overlap, 'jitterMs', jitter_ms,
        'nextRun', extract(epoch from next_run) * 1000, 'revision', revision
      ) order by next_run, job_name, name), '[]') from due) as due`,
};

const time: Statement = {
  name: 'database_time',
  text: `select (extract(epoch from clock_timestamp() + (infra_now() - statement_timestamp())) * 1000)::float8 as now`,
};

// Compare and set in one autocommit statement: no transaction waits for this process while it holds a row, so a
// stopped process holds nothing. Two schedulers that come at once: one moves the row, the other finds it moved.
// Its commit does not wait for the disk. Should the server crash before the disk has it, the schedule has not moved either
// and is served again; and a claim of what it enqueued is written after it, so it never survives without it.
const tick: Statement = {
  name: 'tick',
  text: `with given as materialized (
      select * from unnest($1::text[], $2::text[], $3::int[], $4::timestamptz[], $5::timestamptz[], $6::timestamptz[],
        $7::bigint[], $8::float8[])
        as g(job_name, name, revision, expected, following, skip_last, skip_count, delay_ms)
    ),
    due as materialized (
      select g.*, s.parameters, s.overlap, s.max_attempts, s.queue, s.priority, s.limited, s.gated, s.subject,
        s.conflict_group, s.span
      from job_schedules s
      join given g on s.job_name = g.job_name and s.name = g.name and s.revision = g.revision and s.next_run = g.expected
      where s.enabled and s.next_run <= infra_now() and not exists (select from pauses where scope = '*')
      order by s.job_name, s.name
      for no key update of s skip locked
    ),
    enqueued as (
      insert into job_runs (job_name, status, trigger, parameters, schedule_name, scheduled_for, available_at, ready,
        exclusive, limited, max_attempts, queue, priority, subject, conflict_group)
      select job_name, case when gated then 'pending' else 'queued' end, 'schedule', parameters, name, expected,
        expected + delay_ms * interval '1 ms', delay_ms <= 0, overlap = 'skip', limited, max_attempts, queue, priority,
        subject, conflict_group
      from due where skip_last is null
      -- Whoever inserts several subjects does so in this order: no two statements wait for each other.
      order by conflict_group, subject, job_name, name
      on conflict do nothing
      returning job_name, schedule_name, queue
    ),
    skipped as materialized (
      select d.job_name, d.name, d.expected as first, coalesce(d.skip_last, d.expected) as last,
        coalesce(d.skip_count, 1) as count, d.span, case
          when d.skip_last is not null then 'misfire'
          -- Only ticks make exclusive runs of a schedule, and this one has its row: a run that overlaps is in sight.
          when d.subject is null or exists (select from job_runs r
            where r.job_name = d.job_name and r.schedule_name = d.name and r.exclusive and r.status in (${unfinishedInSql}))
            then 'overlap'
          else 'subject_busy'
        end as reason
      from due d
      where not exists (select from enqueued e where e.job_name = d.job_name and e.schedule_name = d.name)
        -- A clock that stepped back asks twice for an occurrence that has its run: that one is covered.
        and not exists (select from job_runs r
          where r.job_name = d.job_name and r.schedule_name = d.name and r.scheduled_for = d.expected)
    ),
    extended as (
      update skipped_occurrences o set last = s.last, count = o.count + s.count
      from skipped s where o.id = s.span and o.reason = s.reason and o.last is not null
      returning o.id, s.job_name, s.name
    ),
    opened as (
      insert into skipped_occurrences (job_name, schedule_name, first, last, count, reason)
      select job_name, name, first, last, count, reason from skipped s
      where not exists (select from extended e where e.job_name = s.job_name and e.name = s.name)
      on conflict do nothing
      returning id, job_name, schedule_name as name
    ),
    moved as (
      update job_schedules s
      set next_run = d.following, span = (
        select id from (select * from extended union all select * from opened) x
        where x.job_name = d.job_name and x.name = d.name
      )
      from due d where s.job_name = d.job_name and s.name = d.name
      returning 1
    )
    select (select count(*) from enqueued)::int as enqueued, (select count(*) from moved)::int as moved,
      array(select distinct queue from enqueued) as queues,
      array(select distinct e.job_name from enqueued e join due d on d.job_name = e.job_name and d.name = e.schedule_name
        where d.overlap = 'cancel-running') as supersede,
      infra_now() as "asOf", clock_timestamp() + (infra_now() - statement_timestamp()) as now
    from set_config('synchronous_commit', 'off', true)`,
};

type HorizonRow = Omit<Horizon, 'due'> & { due: (Omit<DueSchedule, 'nextRun'> & { nextRun: number })[] };

/** `job_schedules` and the ledger of skipped occurrences: what the tick locks and moves. */
export class ScheduleStore {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** What is due within the next `horizonMs`, at most `limit` schedules, soonest first; takes no locks. */
  async horizon(horizonMs: number, limit: number): Promise<Horizon> {
    const [row] = await this.#session.query<HorizonRow>(horizon, [horizonMs, limit]);
    if (row === undefined) throw new Error('the database returned no horizon');
    return { ...row, due: row.due.map((schedule) => ({ ...schedule, nextRun: new Date(schedule.nextRun) })) };
  }

  /** The database's clock in milliseconds since the epoch, with their fraction. */
  async time(): Promise<number> {
    const [row] = await this.#session.query<{ now: number }>(time);
    if (row === undefined) throw new Error('the database returned no time');
    return row.now;
  }

  /** Serves the expected occurrences whose time has come, by the database's clock, and moves the schedules on. */
  async tick(steps: readonly TickStep[]): Promise<Ticked> {
    const [row] = await this.#session.query<Ticked>(tick, [
      steps.map((step) => step.jobName),
      steps.map((step) => step.name),
      steps.map((step) => step.revision),
      steps.map((step) => step.expected),
      steps.map((step) => step.following),
      steps.map((step) => step.skip?.last ?? null),
      steps.map((step) => step.skip?.count ?? null),
      steps.map((step) => step.delayMs),
    ]);
    if (row === undefined) throw new Error('the database returned no tick');
    return row;
  }
}
