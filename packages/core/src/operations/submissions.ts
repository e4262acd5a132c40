import type { Trigger } from '@infra/traits';
import type { Database } from '../database/database.js';
import { type CallersTransaction, transactionSession } from '../database/transaction-session.js';
import { JobStore } from '../jobs/job-store.js';
import { QueueStore } from '../jobs/queue-store.js';
import { InvalidParametersError } from '../registry/invalid-parameters-error.js';
import type { LoadedJob } from '../registry/loaded-job.js';
import { mergeParameters, type Parameters, validateParameters } from '../registry/parse-parameters.js';
import type { RegisteredJob } from '../registry/registered-job.js';
import { subjectOf } from '../registry/subject-of.js';
import { newRun } from '../runs/submit/new-run.js';
import { type PreparedRun, prepareRun } from '../runs/submit/prepared-run.js';
import { RunSubmitter, untold } from '../runs/submit/run-submitter.js';
import { SubjectBusyError } from '../runs/submit/subject-busy-error.js';
import type { Submission } from '../runs/submit/submit-runs.js';
import { telemetryPresent } from '../telemetry/telemetry-present.js';
import { activeTraceParent } from '../telemetry/trace-parent.js';
import { requireChecked } from './check-by-job.js';
import type { Host } from './host.js';
import { requireResumable } from './require-resumable.js';
import { InvalidSubmissionError, readSubmission, type SubmitOptions } from './read-submission.js';

/** A run that somebody asks for. */
export interface SubmissionRequest extends SubmitOptions {
  readonly job: string;
  readonly parameters?: Parameters | undefined;
  /** The group in which it holds its subject, where its job cannot know it: that of a chain's first job. */
  readonly conflictGroup?: string | undefined;
}

export interface SubmissionsOptions {
  readonly trigger: Trigger;
  /** Told when runs are stored: this process may have something to claim. */
  readonly stored?: () => void;
}

/** What its parameters are checked by. */
type KnownJob = Pick<LoadedJob, 'job' | 'schema'>;

/**
 * Takes submissions of one process: everything is checked before anything is touched, what a run needs beside its own
 * row is written once and not with each run, and concurrent submissions share their statements.
 */
export class Submissions {
  readonly #host: Host;
  readonly #options: SubmissionsOptions;
  readonly #recorded = new Set<string>();
  readonly #known = new Map<string, KnownJob>();
  #submitter: RunSubmitter | null = null;

  constructor(host: Host, options: SubmissionsOptions) {
    this.#host = host;
    this.#options = options;
  }

  /**
   * Enqueues one run; resolves once it is stored.
   * @throws {JobNotFoundError} @throws {InvalidParametersError} @throws {InvalidSubmissionError}
   * @throws {SubjectBusyError}
   */
  async submit(request: SubmissionRequest): Promise<Submission> {
    const [prepared] = await this.#prepareAll([request]);
    if (prepared === undefined) throw new Error('a request was not prepared');
    const database = await this.#host.database();
    await this.#record(database, [prepared]);
    return this.#submitterOn(database).submit(prepared);
  }

  /**
   * Enqueues many runs, a thousand with each statement; a run whose subject is busy is told of in its place and keeps
   * none of the others out.
   * @throws {JobNotFoundError} @throws {InvalidParametersError} @throws {InvalidSubmissionError} for the first request
   *   that is not valid; then none is stored.
   */
  async submitMany(requests: readonly SubmissionRequest[]): Promise<(Submission | SubjectBusyError)[]> {
    const prepared = await this.#prepareAll(requests);
    const database = await this.#host.database();
    await this.#record(database, prepared);
    return this.#submitterOn(database).submitAll(prepared);
  }

  /**
   * As {@link submit}, inside a transaction of the caller.
   * @throws {NoTransactionError}
   */
  async submitWithin(transaction: CallersTransaction, request: SubmissionRequest): Promise<Submission> {
    const [outcome] = await this.submitManyWithin(transaction, [request]);
    if (outcome instanceof SubjectBusyError) throw outcome;
    if (outcome === undefined) throw new Error('the database tells nothing of a run');
    return outcome;
  }

  /**
   * As {@link submitMany}, inside a transaction of the caller: the runs are there when it commits, and never when it
   * rolls back.
   * @throws {NoTransactionError}
   */
  async submitManyWithin(
    transaction: CallersTransaction,
    requests: readonly SubmissionRequest[],
  ): Promise<(Submission | SubjectBusyError)[]> {
    const session = await transactionSession(transaction);
    const prepared = await this.#prepareAll(requests);
    const database = await this.#host.database();
    await this.#record(database, prepared);
    const outcomes = await new RunSubmitter(session, untold).submitAll(prepared);
    await database.hintWith(session, 'infra_queued', queuesOf(prepared));
    return outcomes;
  }

  /** Checks and writes out requests, in their order; nothing is waited for once their jobs are known and have checked. */
  async #prepareAll(requests: readonly SubmissionRequest[]): Promise<PreparedRun[]> {
    for (const { job } of requests) if (!this.#known.has(job)) this.#known.set(job, await this.#know(job));
    const traceParent = telemetryPresent() ? await activeTraceParent() : null;
    const prepared = requests.map((request) => this.#prepare(request, traceParent));
    for (const { run } of prepared) {
      const job = this.#known.get(run.jobName)?.job;
      if (job?.checks === true) await requireChecked(this.#host, job, run.parameters);
    }
    return prepared;
  }

  // The schema of a job is in its module: a job that takes no parameters is checked without loading it.
  async #know(name: string): Promise<KnownJob> {
    const job = this.#host.registry.require(name);
    return job.parameters === null ? { job, schema: null } : this.#host.registry.load(name);
  }

  #prepare(
    { job: name, parameters = {}, approve = false, conflictGroup, ...options }: SubmissionRequest,
    traceParent: string | null,
  ): PreparedRun {
    const known = this.#known.get(name);
    if (known === undefined) throw new Error(`nothing is known of the job '${name}'`);
    const { job } = known;
    const asked = readSubmission(options);
    validateParameters(known, parameters);
    const complete = mergeParameters(job, parameters);
    if (asked.resume === true) requireResumable(job, asked.subject ?? subjectOf(job, complete));
    const run = newRun(job, {
      trigger: this.#options.trigger,
      parameters: complete,
      actor: this.#host.actor,
      approvedBy: approve ? this.#host.actor : null,
      traceParent,
      ...asked,
      ...(conflictGroup === undefined ? null : { conflictGroup }),
    });
    try {
      return prepareRun(run);
    } catch (error) {
      throw unwritable(job, asked.context ?? null, error);
    }
  }

  /** Writes the rows of jobs and queues that runs refer to, those of each name once. */
  async #record(database: Database, runs: readonly PreparedRun[]): Promise<void> {
    const jobs = new Set(
      runs.map(({ run }) => run.jobName).filter((name) => !this.#recorded.has(`job ${name}`)),
    );
    const queues = queuesOf(runs).filter((name) => !this.#recorded.has(`queue ${name}`));
    if (jobs.size > 0) {
      const registered = [...jobs].map((name) => this.#host.registry.require(name));
      await new JobStore(database).insertMissing(registered);
    }
    if (queues.length > 0) await new QueueStore(database).insertMissing(queues);
    for (const name of jobs) this.#recorded.add(`job ${name}`);
    for (const name of queues) this.#recorded.add(`queue ${name}`);
  }

  #submitterOn(database: Database): RunSubmitter {
    this.#submitter ??= new RunSubmitter(database, {
      carry: (runs) => database.hints.carry('infra_queued', queuesOf(runs)),
      stored: (runs, told) => {
        this.#options.stored?.();
        if (!told) database.hints.send('infra_queued', queuesOf(runs));
      },
    });
    return this.#submitter;
  }
}

function queuesOf(runs: readonly PreparedRun[]): string[] {
  return [...new Set(runs.map(({ run }) => run.queue))];
}

/** JSON could not say a part of what was given: whichever part it was. */
function unwritable(job: RegisteredJob, context: unknown, error: unknown): unknown {
  if (!(error instanceof TypeError)) return error;
  try {
    JSON.stringify(context);
  } catch {
    return new InvalidSubmissionError('context', `is not JSON: ${error.message}`);
  }
  return new InvalidParametersError(job.name, [{ path: '', message: `they are not JSON: ${error.message}` }]);
}
