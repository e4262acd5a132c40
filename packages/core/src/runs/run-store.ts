import type { Session, Statement } from '../database/database.js';
import { storableJson } from '../database/storable-json.js';
import type { Run } from './run.js';
import { runColumns } from './run-columns.js';

// Whoever waits for a run reads it once: a planner that saw how many ids there are would plan that anew each time.
const read: Statement = {
  name: 'read_runs',
  text: `select ${runColumns} from job_runs where id = any((select $1::bigint[])::bigint[]) order by id`,
};

const reserve: Statement = {
  name: 'reserve_runs',
  text: `update job_runs set reserved_for = $2 
    where (id = any($1::bigint[])
        or id in (select p.child from run_phases p where p.run_id = any($1::bigint[]) and not p.completed))
      and status = 'queued' and reserved_for is null`,
};

const superseded: Statement = {
  name: 'superseded_runs',
  text: `select r.id from job_runs r
    where r.job_name = any($1) and r.limited and r.status in ('queued', 'running')
      and exists (select from job_runs n where n.job_name = r.job_name and n.schedule_name = r.schedule_name and n.limited
        and n.status = 'queued' and n.id > r.id)`,
};

const saveProgress: Statement = {
  name: 'save_progress',
  text: `update job_runs set progress = coalesce(progress, '{}') || $4::jsonb
    where id = $1 and attempt = $2 and claimed_by = $3 and status = 'running'`,
};

const occurrence: Statement = {
  name: 'run_of_occurrence',
  text: `select ${runColumns} from job_runs where job_name = $1 and schedule_name = $2 and scheduled_for = $3`,
};

const durations: Statement = {
  name: 'job_durations',
  text: `select percentile_cont(array[0.5, 0.95]) within group (order by ms)::float8[] as percentiles
    from (select extract(epoch from finished_at - started_at) * 1000 as ms from job_runs
      where job_name = $1 and status = 'completed' and finished_at is not null order by id desc limit 200) recent`,
};

/** The runs: what is asked for, what became of it. Claiming and settling stand in their own files beside this one. */
export class RunStore {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** The runs with these ids, by id; an id that does not exist is left out. */
  async read(ids: readonly number[]): Promise<Run[]> {
    return this.#session.query<Run>(read, [ids]);
  }

  /** The run that serves one occurrence of one schedule, or null. */
  async ofOccurrence(jobName: string, scheduleName: string, at: Date): Promise<Run | null> {
    const [run] = await this.#session.query<Run>(occurrence, [jobName, scheduleName, at]);
    return run ?? null;
  }

  /** Reserves waiting runs for one worker, as far as nobody has them. */
  async reserve(ids: readonly number[], workerId: number): Promise<void> {
    await this.#session.query(reserve, [ids, workerId]);
  }

  /** The unfinished scheduled runs of these jobs that a newer occurrence of the same schedule has overtaken. */
  async superseded(jobNames: readonly string[]): Promise<number[]> {
    const rows = await this.#session.query<{ id: number }>(superseded, [jobNames]);
    return rows.map((row) => row.id);
  }

  /** Merges progress into a run that this worker still holds; otherwise nothing happens. */
  async saveProgress(
    run: { id: number; attempt: number },
    workerId: number,
    progress: object,
  ): Promise<void> {
    await this.#session.query(saveProgress, [run.id, run.attempt, workerId, storableJson(progress)]);
  }

  /** Median and 95th percentile of the last 200 completed runs' durations in milliseconds; null when there is none. */
  async durations(jobName: string): Promise<{ p50: number; p95: number } | null> {
    const [row] = await this.#session.query<{ percentiles: [number, number] | null }>(durations, [jobName]);
    return row?.percentiles == null ? null : { p50: row.percentiles[0], p95: row.percentiles[1] };
  }
}
