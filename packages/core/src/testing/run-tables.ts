import type { Database } from '../database/database.js';
import type { RunStatus } from '../runs/run-status.js';

/** A run as far as the rules of its life go. */
export interface RunRow {
  readonly id: number;
  readonly job: string;
  readonly status: RunStatus;
  readonly attempt: number;
  readonly holder: number | null;
  readonly limited: boolean;
  /** The queue that it holds a slot of. */
  readonly lane: string | null;
  readonly subject: string | null;
  readonly finished: boolean;
  /** Of its result. */
  readonly message: string | null;
  /** The whole row as text. */
  readonly all: string;
}

/** A limit or a width, and what it counts. */
export interface Counter {
  readonly most: number | null;
  readonly running: number;
}

/** What is counted twice, once with the runs and once beside them. */
export interface Sums {
  readonly counted: number;
  readonly failed: number;
  readonly lost: number;
  readonly failedTries: number;
  readonly lostTries: number;
}

/** The tables of runs as a test looks at them. */
export class RunTables {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async empty(queues: readonly string[]): Promise<void> {
    await this.#query('truncate job_runs, attempts, workers, failures, alerts, job_limits cascade');
    await this.#query('update scheduled_jobs set run_count = 0, consecutive_failures = 0');
    await this.#query(
      `insert into queues (name) select unnest($1::text[]) on conflict (name) do update set width = null, running = 0`,
      [queues],
    );
  }

  async rows(): Promise<Map<number, RunRow>> {
    const rows = await this.#query<RunRow>(
      `select id, job_name as job, status, attempt, claimed_by as holder, limited, case when in_lane then queue end as lane,
         subject, finished_at is not null as finished, result ->> 'message' as message, job_runs::text as all
       from job_runs order by id`,
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** Lets the stopped clock of the database go on by so much. */
  async wait(milliseconds: number): Promise<void> {
    await this.#query(`update infra_test_clock set now = now + $1 * interval '1 ms'`, [milliseconds]);
  }

  /** Removes what is over. */
  async clear(): Promise<void> {
    await this.#query(`delete from job_runs where finished_at is not null`);
  }

  async limit(jobName: string): Promise<Counter | null> {
    const text = `select max_running as most, running from job_limits where job_name = $1`;
    return (await this.#query<Counter>(text, [jobName]))[0] ?? null;
  }

  async width(queue: string): Promise<Counter | null> {
    const text = `select width as most, running from queues where name = $1`;
    return (await this.#query<Counter>(text, [queue]))[0] ?? null;
  }

  async sums(): Promise<Sums> {
    const [row] = await this.#query<Sums>(
      `select (select sum(run_count)::int from scheduled_jobs) as counted,
         (select coalesce(sum(failed_attempts), 0)::int from job_runs) as failed,
         (select coalesce(sum(lost), 0)::int from job_runs) as lost,
         (select count(*)::int from attempts where outcome = 'failed') as "failedTries",
         (select count(*)::int from attempts where outcome = 'lost') as "lostTries"`,
    );
    if (row === undefined) throw new Error('the database returned no sums');
    return row;
  }

  async #query<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    return this.#database.query<Row>({ name: `test ${text.slice(0, 40)}`, text }, values);
  }
}
