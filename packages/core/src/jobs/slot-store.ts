import type { Session, Statement } from '../database/database.js';

/** Counters that do not say what is really running. */
export interface Miscounted {
  readonly jobs: readonly string[];
  readonly queues: readonly string[];
}

// Run and counter change in one statement, so within one look they agree: what differs here is wrong, not late.
const miscounted: Statement = {
  name: 'miscounted_slots',
  text: `select
      array(select l.job_name from job_limits l left join (
          select job_name, count(*) as runs from job_runs where status = 'running' and limited group by job_name
        ) r using (job_name)
        where l.running <> coalesce(r.runs, 0) order by 1) as jobs,
      array(select q.name from queues q left join (
          select queue, count(*) as runs from job_runs where status = 'running' and in_lane group by queue
        ) r on r.queue = q.name
        where q.width is not null and q.running <> coalesce(r.runs, 0) order by 1) as queues`,
};

const lockLimits: Statement = {
  name: 'lock_limits',
  text: `select from job_limits where job_name = any($1) order by job_name for no key update`,
};

const lockQueues: Statement = {
  name: 'lock_queues',
  text: `select from queues where name = any($1) order by name for no key update`,
};

const countJobs: Statement = {
  name: 'count_job_slots',
  text: `update job_limits l set running = (
      select count(*) from job_runs r where r.status = 'running' and r.limited and r.job_name = l.job_name
    ) where l.job_name = any($1)`,
};

const countQueues: Statement = {
  name: 'count_queue_slots',
  text: `update queues q set running = (
      select count(*) from job_runs r where r.status = 'running' and r.in_lane and r.queue = q.name
    ) where q.name = any($1) and q.width is not null`,
};

// Runs that are named by hand hold no slot of their queue.
const markInLane: Statement = {
  name: 'mark_in_lane',
  text: `with running as materialized (
      select id from job_runs
      where status = 'running' and queue = $1 and not in_lane and reserved_for is null
      order by id
      for no key update
    )
    update job_runs r set in_lane = true from running where r.id = running.id`,
};

// A statement takes the locks of its tables before it looks: one that has seen a queue without its width, and is still
// claiming from it, is among these.
const writers: Statement = {
  name: 'writers_of_runs',
  text: `select distinct virtualtransaction as writer from pg_locks
    where locktype = 'relation' and relation = 'job_runs'::regclass and mode = 'RowExclusiveLock' and granted
      and database = (select oid from pg_database where datname = current_database()) and pid <> pg_backend_pid()`,
};

/** The slots of limited jobs and of queues with a width: how many are really taken. */
export class SlotStore {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Counters that have gone wrong: somebody died between two steps, or rows were changed by hand. */
  async miscounted(): Promise<Miscounted> {
    const [row] = await this.#session.query<Miscounted>(miscounted);
    return row ?? { jobs: [], queues: [] };
  }

  /**
   * Counts anew; the session is a transaction. Whoever claims or settles meanwhile has been counted, or waits for the
   * lock and counts after this: the count is made once the lock is held.
   */
  async recount({ jobs, queues }: Miscounted): Promise<void> {
    if (jobs.length > 0) await this.#session.query(lockLimits, [jobs]);
    if (queues.length > 0) await this.#session.query(lockQueues, [queues]);
    if (jobs.length > 0) await this.#session.query(countJobs, [jobs]);
    if (queues.length > 0) await this.#session.query(countQueues, [queues]);
  }

  /** Lets the running runs of a queue that had no width hold a slot each. */
  async markInLane(queue: string): Promise<void> {
    await this.#session.query(markInLane, [queue]);
  }

  /** Transactions that are writing runs at this moment. */
  async writers(): Promise<string[]> {
    return (await this.#session.query<{ writer: string }>(writers)).map(({ writer }) => writer);
  }
}
