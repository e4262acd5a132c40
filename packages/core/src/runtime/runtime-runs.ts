import type { Duration, JobName, JobParameters } from '@infra/traits';
import { parseDuration } from '@infra/traits/values';
import type { CallersTransaction } from '../database/transaction-session.js';
import { InfraError } from '../errors/infra-error.js';
import type { RuntimeEvent } from '../events/runtime-event.js';
import type { Host } from '../operations/host.js';
import { operations } from '../operations/index.js';
import type { SubmitOptions } from '../operations/read-submission.js';
import type { SubmissionRequest, Submissions } from '../operations/submissions.js';
import { EndingWatch } from '../runs/settle/ending-watch.js';
import { listRuns } from '../runs/read/list-runs.js';
import type { Run } from '../runs/run.js';
import { parseRunId, RunNotFoundError } from '../runs/run-not-found-error.js';
import { isFinal, type RunStatus } from '../runs/run-status.js';
import { RunStore } from '../runs/run-store.js';
import { SubjectBusyError } from '../runs/submit/subject-busy-error.js';
import type { Submission } from '../runs/submit/submit-runs.js';
import {
  type ActiveFilter,
  type HistoryFilter,
  readActiveFilter,
  readHistoryFilter,
} from './read-run-filter.js';

/** What became of a submission. */
export interface Submitted {
  readonly runId: string;
  readonly status: RunStatus;
  /** False when the key named a run that exists already: this one. */
  readonly created: boolean;
}

/** A submission among many that was not stored, because its subject is busy. */
export interface RefusedSubmission {
  readonly runId: null;
  readonly created: false;
  readonly error: SubjectBusyError;
}

/** What may be said of one submission beside its job and parameters. */
export interface SubmissionOptions extends SubmitOptions {
  /**
   * A Kysely transaction of the caller on the host's database: the run is there when it commits, and never when it rolls
   * back.
   */
  readonly transaction?: CallersTransaction | undefined;
}

/** The arguments of a submission by name: parameters may be left out only where the job's schema takes `{}`. */
export type SubmissionArguments<Name extends string, Options = SubmissionOptions> =
  {} extends JobParameters<Name>
    ? [parameters?: JobParameters<Name>, options?: Options]
    : [parameters: JobParameters<Name>, options?: Options];

/** One of many submissions. */
export type RunSubmission<Name extends JobName = JobName> = Name extends JobName
  ? SubmitOptions & { readonly job: Name } & ({} extends JobParameters<Name>
        ? { readonly parameters?: JobParameters<Name> | undefined }
        : { readonly parameters: JobParameters<Name> })
  : never;

/** How long to wait for a run. */
export interface WaitOptions {
  /** Without it the wait has no end of its own. */
  readonly timeout?: Duration | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The run was not final when the time was over; it goes on. */
class WaitTimedOutError extends InfraError {
  readonly code = 'wait_timed_out';

  constructor(runId: string) {
    super(`run ${runId} was not final when the time was over`, { hint: 'it goes on: wait for it again' });
  }
}

/** What ran, runs or waits to run, for code of a host application. */
export class RuntimeRuns {
  readonly #host: Host;
  readonly #enqueued: () => void;
  #loadedSubmissions: Promise<Submissions> | null = null;
  #watch: EndingWatch | null = null;

  /** @param enqueued called when this process may have something to claim. */
  constructor(host: Host, enqueued: () => void) {
    this.#host = host;
    this.#enqueued = enqueued;
  }

  /**
   * Enqueues a run for any worker that has the job; resolves once it is stored. What several callers submit at the same
   * time shares one statement.
   * @throws {JobNotFoundError} @throws {InvalidParametersError} @throws {InvalidSubmissionError}
   * @throws {SubjectBusyError}
   */
  async submit<Name extends JobName>(
    name: Name,
    ...[parameters, options = {}]: SubmissionArguments<Name>
  ): Promise<Submitted> {
    const { transaction, ...asked } = options;
    const request: SubmissionRequest = { ...asked, job: name, parameters };
    if (transaction === undefined) return submitted(await (await this.#submissions()).submit(request));
    return submitted(await (await this.#submissions()).submitWithin(transaction, request));
  }

  /**
   * Enqueues many runs, a thousand with each statement, and tells of each in their order. A busy subject refuses its own
   * run and no other; a request that is not valid refuses all.
   * @throws {JobNotFoundError} @throws {InvalidParametersError} @throws {InvalidSubmissionError}
   */
  async submitMany(
    runs: readonly RunSubmission[],
    options: Pick<SubmissionOptions, 'transaction'> = {},
  ): Promise<(Submitted | RefusedSubmission)[]> {
    const requests = runs as readonly SubmissionRequest[];
    const submissions = await this.#submissions();
    const outcomes = await (options.transaction === undefined
      ? submissions.submitMany(requests)
      : submissions.submitManyWithin(options.transaction, requests));
    return outcomes.map((outcome) =>
      outcome instanceof SubjectBusyError
        ? { runId: null, created: false, error: outcome }
        : submitted(outcome),
    );
  }

  /** Submits a run and resolves to it when it is final, whatever its outcome; see {@link submit} and {@link wait}. */
  async submitAndWait<Name extends JobName>(
    name: Name,
    ...[parameters, options = {}]: SubmissionArguments<Name, SubmitOptions & WaitOptions>
  ): Promise<Run> {
    const { timeout, signal, ...asked } = options;
    const watch = await this.#endings();
    const submissions = await this.#submissions();
    return watch.submitted(
      () => submissions.submit({ ...asked, job: name, parameters }),
      ({ id, created }) => this.#wait(id, { timeout, signal }, created),
    );
  }

  /** A run as it is now, or null when there is none with this id. */
  async read(runId: string): Promise<Run | null> {
    if (!/^\d{1,15}$/.test(runId)) return null;
    const [run] = await new RunStore(await this.#host.database()).read([Number(runId)]);
    return run ?? null;
  }

  /**
   * What `infra runs status` prints as `data`: a run with its attempts and what led to it, secrets masked.
   * @throws {RunNotFoundError}
   */
  async status(runId: string) {
    const { showRun } = await operations.showRun();
    return (await showRun(this.#host, { id: runId })).data;
  }

  /**
   * Unfinished runs, newest first: those that run and those that wait.
   * @throws {InvalidRunFilterError}
   */
  async active(filter: ActiveFilter = {}): Promise<Run[]> {
    const query = readActiveFilter(filter);
    return listRuns(await this.#host.database(), query);
  }

  /**
   * The runs of the last days, newest first.
   * @throws {InvalidRunFilterError}
   */
  async history(filter: HistoryFilter = {}): Promise<Run[]> {
    const query = readHistoryFilter(filter, this.#host.clock.now());
    return listRuns(await this.#host.database(), query);
  }

  /**
   * Makes a new run from a finished one, with the same parameters, queue, priority, subject, client and context.
   * @param options.resume whether it continues from the checkpoint of the old one; false by default.
   * @throws {RunNotFoundError} @throws {RunNotRetriedError} @throws {JobNotFoundError} @throws {InvalidParametersError}
   * @throws {SubjectBusyError}
   */
  async retry(runId: string, options: { resume?: boolean } = {}): Promise<Submitted> {
    const { retryRun } = await operations.retryRun();
    const { data } = await retryRun(this.#host, { id: runId, ...options });
    this.#enqueued();
    return { runId: data.run_id, status: data.status, created: data.created };
  }

  /**
   * Approves a run that waits for it: it is queued at once, or when its time has come.
   * @returns false when it does not wait for approval.
   * @throws {RunNotFoundError}
   */
  async approve(runId: string, options: { reason?: string } = {}): Promise<boolean> {
    const { approveRun } = await operations.approveRun();
    const { data } = await approveRun(this.#host, { id: runId, ...options });
    this.#enqueued();
    return data.refused.length === 0;
  }

  /**
   * Cancels a run: one that waits ends at once, one that runs is asked through its signal and forced after its job's
   * grace time, or at once with `force`. Resolves when it has ended, or two seconds after it should have.
   * @returns false when it was over before.
   * @throws {RunNotFoundError}
   */
  async cancel(runId: string, options: { reason?: string; force?: boolean } = {}): Promise<boolean> {
    const { stopRun } = await operations.stopRun();
    const { data } = await stopRun(this.#host, { id: runId, ...options });
    return data.refused.length === 0;
  }

  /**
   * Resolves to a run when it is final, whatever its outcome and wherever it is executed.
   * @throws {RunNotFoundError} @throws {WaitTimedOutError} @throws the signal's reason.
   */
  async wait(runId: string, options: WaitOptions = {}): Promise<Run> {
    return this.#wait(parseRunId(runId), options, false);
  }

  /** Told what happens in this process: whoever waits for a run that ended here need not ask the database for it. */
  hear(event: RuntimeEvent): void {
    if (event.kind === 'run_settled' && isFinal(event.status)) this.#watch?.notice(event.runId, event.status);
  }

  /** Loaded by the first submission: a process that only executes runs does without. */
  #submissions(): Promise<Submissions> {
    this.#loadedSubmissions ??= import('../operations/submissions.js').then(
      (module) => new module.Submissions(this.#host, { trigger: 'api', stored: this.#enqueued }),
    );
    return this.#loadedSubmissions;
  }

  async #endings(): Promise<EndingWatch> {
    return (this.#watch ??= new EndingWatch(await this.#host.database(), this.#host.clock));
  }

  async #wait(id: number, options: WaitOptions, isNew: boolean): Promise<Run> {
    const database = await this.#host.database();
    const watch = await this.#endings();
    return this.#within(String(id), options, async (signal) => {
      for (;;) {
        const status = await watch.ended(id, signal, isNew);
        const [run] = status === null ? [] : await new RunStore(database).read([id]);
        if (run === undefined) throw new RunNotFoundError(String(id));
        // What was heard is only a hint.
        if (isFinal(run.status)) return run;
      }
    });
  }

  async #within<Result>(
    runId: string,
    { timeout, signal }: WaitOptions,
    work: (signal: AbortSignal | undefined) => Promise<Result>,
  ): Promise<Result> {
    if (timeout === undefined) return work(signal);
    const over = new AbortController();
    const done = new AbortController();
    const passed = this.#host.clock.sleep(parseDuration(timeout), done.signal);
    void passed.then(() => over.abort(new WaitTimedOutError(runId)));
    try {
      return await work(signal === undefined ? over.signal : AbortSignal.any([over.signal, signal]));
    } finally {
      done.abort();
    }
  }
}

function submitted({ id, status, created }: Submission): Submitted {
  return { runId: String(id), status, created };
}
