import type { Database } from '../database/database.js';
import { claimAmongQueues } from '../runs/claim/claim-among-queues.js';
import { type ClaimRequest, claimReservedRuns, claimRuns } from '../runs/claim/claim-runs.js';
import { type Cancellation, cancelRuns } from '../runs/settle/cancel-runs.js';
import type { ClaimedRun, Outcome, Run } from '../runs/run.js';
import { type NewRun, newRun } from '../runs/submit/new-run.js';
import { RunStore } from '../runs/run-store.js';
import { storeRuns } from './store-runs.js';
import { testJob } from './test-job.js';
import { WorkerStore } from '../runs/workers/worker-store.js';

/** Runs on a test's database, without a worker process: each step of a run's life by hand. */
export class RunFixtures {
  readonly #database: Database;
  readonly runs: RunStore;
  readonly workers: WorkerStore;

  constructor(database: Database) {
    this.#database = database;
    this.runs = new RunStore(database);
    this.workers = new WorkerStore(database);
  }

  /** Introduces a worker that has all jobs. */
  async worker(): Promise<number> {
    const introduction = {
      kind: 'work',
      host: 'test',
      pid: 1,
      version: '0',
      concurrency: 1,
      jobNames: ['job'],
    } as const;
    return this.workers.register(introduction);
  }

  /** Stores runs; returns their ids. */
  async store(runs: readonly NewRun[]): Promise<number[]> {
    return storeRuns(this.#database, runs);
  }

  /** Enqueues as many runs of `job`; returns their ids. */
  async enqueue(count = 1, fields: Partial<NewRun> = {}): Promise<number[]> {
    const run = newRun(testJob('job'), { trigger: 'manual', parameters: {}, actor: 'test', ...fields });
    return this.store(Array.from({ length: count }, () => run));
  }

  /** Enqueues runs that count against the limit of `job`. */
  async enqueueLimited(count: number, jobName = 'job'): Promise<void> {
    const text = `insert into job_runs (job_name, status, trigger, limited)
      select $2, 'queued', 'schedule', true from generate_series(1, $1)`;
    await this.#database.query({ name: 'enqueue_limited', text }, [count, jobName]);
  }

  /** Claims of the default queue, past limits and widths. */
  async claim(workerId: number, request: Partial<ClaimRequest> = {}): Promise<ClaimedRun[]> {
    return claimRuns(this.#database, { workerId, limit: 1_000, jobNames: ['job'], ...request });
  }

  async claimReserved(workerId: number): Promise<ClaimedRun[]> {
    return claimReservedRuns(this.#database, { workerId, limit: 1_000, jobNames: ['job'] });
  }

  /** Claims with regard to limits and widths. */
  async claimAmong(
    workerId: number,
    { queues = ['default'], ...request }: Partial<ClaimRequest> & { queues?: readonly string[] } = {},
  ): Promise<ClaimedRun[]> {
    return claimAmongQueues(
      this.#database,
      { workerId, limit: 1_000, jobNames: ['job'], ...request },
      queues,
    );
  }

  /** One run, claimed by this worker. */
  async claimed(workerId: number, fields: Partial<NewRun> = {}): Promise<ClaimedRun> {
    await this.enqueue(1, fields);
    const [run] = await this.claim(workerId, { limit: 1 });
    if (run === undefined) throw new Error('there was nothing to claim');
    return run;
  }

  /** Cancels without a grace time's end and without an audit. */
  async cancel(ids: readonly number[], reason: string): Promise<Cancellation> {
    return cancelRuns(this.#database, ids, { reason, actor: null, force: false });
  }

  async read(id: number): Promise<Run> {
    const [run] = await this.runs.read([id]);
    if (run === undefined) throw new Error(`there is no run ${id}`);
    return run;
  }

  /** Lets a worker look as if it had been in steady contact until so many milliseconds ago. */
  async silence(workerId: number, milliseconds: number): Promise<void> {
    const text = `update workers set steady_since = infra_now() - interval '1 day',
      heartbeat_at = infra_now() - $2 * interval '1 ms' where id = $1`;
    await this.#database.query({ name: 'silence_worker', text }, [workerId, milliseconds]);
  }
}

/** Outcomes to settle with. */
export const outcomes = {
  completed: {
    status: 'completed',
    result: {
      success: true,
      message: 'done',
      items_processed: 1,
      items_failed: 0,
      duration_ms: null,
      output: null,
    },
    error: null,
  },
  failed: { status: 'failed', result: null, error: { code: 'job_threw', message: 'boom', stack: 'at …' } },
  cancelled: { status: 'cancelled', result: null, error: { code: 'cancelled', message: 'enough' } },
  retried: { status: 'queued', retryInMs: 0, error: { code: 'job_threw', message: 'boom' } },
  returned: { status: 'queued', returned: true },
} as const satisfies Record<string, Outcome>;
