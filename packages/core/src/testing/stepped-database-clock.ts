import type { Session, Statement } from '../database/database.js';
import { heldByPhases } from '../runs/phases/advance-phases.js';

const keep: Statement = {
  name: 'keep_clock',
  text: 'create table infra_test_clock as select $1::timestamptz as now',
};

// In a row, so that a step changes no function: every statement that uses one would be planned anew.
const read: Statement = {
  name: 'read_clock_from_row',
  text: `create or replace function infra_now() returns timestamptz language sql stable parallel safe
    as $$select now from infra_test_clock$$`,
};

// To the earliest moment at which the engine has something to do, in whole milliseconds, as the process's clock shows
// them. It stands while there is a run that began after the process had looked. A run that is being priced waits for nothing but code. A schedule that is overdue and does not move has met another statement on its row: it is asked for again.
const step: Statement = {
  name: 'step_clock',
  text: `with scheduled as materialized (
      select case when $3::boolean and next_run <= infra_now() then infra_now() + interval '50 ms' else next_run end as at
      from job_schedules
      where enabled and (next_run > infra_now() or $3) and not exists (select from pauses where scope = '*')
      order by next_run limit 1
    ),
    ready as materialized (
      select exists (
          select from job_runs where status = 'queued' and ready and not limited and reserved_for is null limit 1
        ) or exists (
          select from job_runs where status = 'queued' and ready and limited and reserved_for is null limit 1
        ) or exists (select from job_runs where status = 'pending' limit 1) as waiting
    ),
    other as materialized (
      select least(
        $2::timestamptz,
        case when $5 < (
          select count(*) from job_runs where status = 'running' and claimed_by <> ${heldByPhases}
        ) then infra_now() end,
        case when (select waiting from ready) then $4::timestamptz end,
        (select available_at from job_runs where status = 'queued' and not ready and available_at > infra_now()
          order by available_at limit 1),
        (select min(until) from scheduled_jobs where until > infra_now()),
        (select min(expires_at) from run_approvals where expires_at > infra_now()),
        (select min(available_at) from job_runs where status = 'approved' and available_at > infra_now())
      ) as at
    ),
    moment as (
      select least($1::timestamptz, date_trunc('milliseconds', least((select at from scheduled), other.at) + interval '999 us')) as at,
        coalesce((select at from scheduled) < other.at, other.at is null) as scheduled
      from other
    )
    update infra_test_clock c set now = greatest(c.now, moment.at) from moment
    returning (extract(epoch from c.now) * 1000)::float8 as now, moment.scheduled,
      (select waiting from ready) as waiting`,
};

const waiting: Statement = {
  name: 'waiting_runs',
  text: `select
      (select count(*) from (select from job_runs where status = 'queued' and not ready limit 1) x)::int as delayed,
      (select count(*) from (select from job_runs
        where status = 'queued' and ready and not limited and reserved_for is null limit 1) x)::int
      + (select count(*) from (select from job_runs
        where status = 'queued' and ready and limited and reserved_for is null limit 1) x)::int
      + (select count(*) from (select from job_runs where status = 'pending' limit 1) x)::int as ready`,
};

const pricing: Statement = {
  name: 'pending_runs',
  text: `select exists (select from job_runs where status = 'pending') as pending`,
};

const unfinished: Statement = {
  name: 'unfinished_runs',
  text: `select coalesce(string_agg(format('run %s (%s) is %s', id, job_name, status), ', ' order by id), '') as runs
    from (
      select id, job_name, status from job_runs where status not in ('completed', 'failed', 'cancelled')
      order by id limit 5
    ) as first`,
};

/** Where a step of the clock led. */
export interface ClockStep {
  /** What the clock shows now, in milliseconds since the epoch. */
  readonly now: number;
  /** True when nothing but schedules may be due. */
  readonly scheduled: boolean;
  /** Whether there were runs that could have begun and had not: for want of a slot, a token, or leave to be claimed. */
  readonly waiting: boolean;
}

/** The clock of a test's database when it stands until it is moved on, from one due moment to the next. */
export class SteppedDatabaseClock {
  readonly #database: Session;

  /** Stops the database's clock at this moment. */
  static async stop(database: Session, moment: Date): Promise<SteppedDatabaseClock> {
    await database.query(keep, [moment]);
    await database.query(read);
    return new SteppedDatabaseClock(database);
  }

  private constructor(database: Session) {
    this.#database = database;
  }

  /** The first runs that have not ended, for a message. */
  async unfinished(): Promise<string> {
    const [row] = await this.#database.query<{ runs: string }>(unfinished);
    return row?.runs ?? '';
  }

  /**
   * Moves on to the next moment at which the database has something due, at most to `end`.
   * @param known.limit a moment that the process knows of, or null.
   * @param known.look when a worker looks again for runs that could begin and have not, or null.
   * @param known.running how many attempts the process knows of.
   * @param known.insist whether overdue schedules count.
   */
  async step(
    end: number,
    known: {
      readonly limit: number | null;
      readonly look: number | null;
      readonly running: number;
      readonly insist: boolean;
    },
  ): Promise<ClockStep> {
    const values = [new Date(end), dateOf(known.limit), known.insist, dateOf(known.look), known.running];
    const [row] = await this.#database.query<ClockStep>(step, values);
    if (row === undefined) throw new Error('the database returned no time');
    return row;
  }

  /** Whether the cost of a run is still to be estimated. */
  async pricing(): Promise<boolean> {
    const [row] = await this.#database.query<{ pending: boolean }>(pricing);
    return row?.pending ?? false;
  }

  /** Whether there are runs that wait for their time, and such as wait for a worker, a slot or a token. */
  async waiting(): Promise<{ readonly delayed: boolean; readonly ready: boolean }> {
    const [row] = await this.#database.query<{ delayed: number; ready: number }>(waiting);
    return { delayed: (row?.delayed ?? 0) > 0, ready: (row?.ready ?? 0) > 0 };
  }
}

function dateOf(moment: number | null): Date | null {
  return moment === null ? null : new Date(moment);
}
