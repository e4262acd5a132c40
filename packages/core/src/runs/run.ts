import type { Trigger } from '@infra/traits';
import type { FinalStatus, RunStatus } from './run-status.js';

/** What a run left behind when it ended, as it is stored and printed. */
export interface RunResult {
  readonly success: boolean;
  readonly message: string | null;
  readonly items_processed: number;
  readonly items_failed: number;
  /** The job's own measure, null when it gave none. */
  readonly duration_ms: number | null;
  readonly output: unknown;
}

/** Why an attempt or a run did not succeed. */
export interface RunError {
  /**
   * `job_failed`, `job_threw`, `process_exited`, `timeout`, `worker_lost`, `cancelled`, `invalid_parameters`,
   * `job_unavailable` or `outcome_unstorable`.
   */
  readonly code: string;
  readonly message: string;
  readonly stack?: string;
}

/** A run as it is stored. */
export interface Run {
  readonly id: number;
  readonly jobName: string;
  readonly status: RunStatus;
  readonly trigger: Trigger;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly scheduleName: string | null;
  readonly scheduledFor: Date | null;
  readonly availableAt: Date;
  readonly queue: string;
  readonly priority: number;
  readonly subject: string | null;
  readonly conflictGroup: string | null;
  readonly clientId: string | null;
  /** The submitter's own data: stored and shown, never read by us. */
  readonly context: Readonly<Record<string, unknown>> | null;
  readonly actor: string | null;
  /** The finished run that this one was made from. */
  readonly retryOf: number | null;
  readonly parent: number | null;
  /** The completed run of another job that this one was submitted after. */
  readonly afterRun: number | null;
  readonly attempt: number;
  readonly failedAttempts: number;
  readonly lost: number;
  readonly maxAttempts: number;
  /** Whoever executed the last attempt, or executes it. */
  readonly workerId: number | null;
  readonly cancelRequestedAt: Date | null;
  readonly createdAt: Date;
  /** Start of the last attempt. */
  readonly startedAt: Date | null;
  /** Start of the first one. */
  readonly firstStartedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly progress: Readonly<Record<string, unknown>> | null;
  readonly result: RunResult | null;
  readonly error: RunError | null;
}

/** A run that this worker has taken. The pair (id, attempt) and the worker are the token that settling is guarded by. */
export interface ClaimedRun {
  readonly id: number;
  readonly attempt: number;
  readonly jobName: string;
  readonly trigger: Trigger;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly scheduledFor: Date | null;
  readonly failedAttempts: number;
  readonly maxAttempts: number;
  readonly lastSuccess: Date | null;
  /** The combined run that it is a phase of. */
  readonly parent: number | null;
}

/** How an attempt ends: the data that the settle applies, decided before anything is written. */
export type Outcome = Decision & {
  /** Whether the run may have kept a checkpoint, which goes when it completes. */
  readonly resumable?: boolean;
};

type Decision =
  | { readonly status: FinalStatus; readonly result: RunResult | null; readonly error: RunError | null }
  /** Back to the queue after a failure, to be available again in so many milliseconds. */
  | { readonly status: 'queued'; readonly retryInMs: number; readonly error: RunError }
  /** Back to the queue after a failure, to be available again at a moment by the database's clock. */
  | { readonly status: 'queued'; readonly retryAt: Date; readonly error: RunError }
  /** Back to the queue because the worker stops; counts against nothing. */
  | { readonly status: 'queued'; readonly returned: true };

/** An outcome with the token of the attempt it belongs to. */
export interface Settlement {
  readonly run: Pick<ClaimedRun, 'id' | 'attempt'> & {
    readonly parent?: number | null;
  };
  readonly outcome: Outcome;
}
