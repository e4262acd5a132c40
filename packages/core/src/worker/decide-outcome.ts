import type { JobResult } from '@infra/traits';
import { type Backoff, retryDelay } from '../retry/retry-delay.js';
import { isRetried, type RetryRules } from '../retry/retry-rules.js';
import type { Outcome, RunError, RunResult } from '../runs/run.js';
import { accountOfThrown, type ThrownAccount } from './account-of-thrown.js';

/** Why an attempt was told to end before it was done. */
export type AbortCause = 'cancelled' | 'timeout' | 'stopping' | 'worker_dead';

/** How an attempt ended, as far as the code that ran it could see. */
export type Performed =
  | { readonly kind: 'returned'; readonly result: JobResult }
  | { readonly kind: 'threw'; readonly error: unknown }
  /** It is a combined run, and its phases have it now. */
  | { readonly kind: 'handed_over' }
  /** It was aborted and had not ended when its grace time was over. */
  | { readonly kind: 'abandoned' }
  /** It never began: the job cannot be built, or the parameters do not fit any more. */
  | {
      readonly kind: 'refused';
      readonly code: 'invalid_parameters' | 'job_unavailable';
      readonly message: string;
    };

export interface AttemptFacts {
  readonly performed: Performed;
  readonly cause: AbortCause | null;
  readonly cancelReason: string;
  readonly timeoutMs: number | null;
  /** Failed attempts of this run before this one. */
  readonly failedAttempts: number;
  readonly maxAttempts: number;
  readonly retry: Backoff & RetryRules;
  /** From 0 to 1, for the jitter. */
  readonly random: number;
}

/**
 * Decides what follows an attempt; writes nothing. Null: the worker no longer owns the run and has no say.
 *
 * A job that succeeds although it was asked to stop has succeeded, unless its time was up: a timed-out attempt is a failed
 * one. What a stopping worker interrupts goes back to the queue and counts against nothing, unless the job itself says
 * what is to become of its run.
 */
export function decideOutcome(facts: AttemptFacts): Outcome | null {
  const { performed, cause } = facts;
  if (cause === 'worker_dead' || performed.kind === 'handed_over') return null;
  if (cause === 'timeout') {
    return failed(facts, { code: 'timeout', message: `timed out after ${facts.timeoutMs ?? 0} ms` });
  }
  if (performed.kind === 'returned' && performed.result.success) {
    return { status: 'completed', result: runResult(performed.result), error: null };
  }
  if (cause === 'cancelled') return cancelled(facts.cancelReason);
  const account = performed.kind === 'threw' ? accountOfThrown(performed.error) : null;
  if (cause === 'stopping' && account?.verdict == null) return { status: 'queued', returned: true };
  switch (performed.kind) {
    case 'returned': {
      const result = runResult(performed.result);
      const message = result.message ?? 'the job reported a failure';
      return failed(facts, { code: 'job_failed', message }, { result });
    }
    case 'threw':
      return afterThrow(facts, account ?? accountOfThrown(performed.error));
    case 'refused': {
      const { code, message } = performed;
      return { status: 'failed', result: failureResult(message), error: { code, message } };
    }
    case 'abandoned':
      // Nothing aborts without a cause; told apart only so that the compiler sees every kind.
      return failed(facts, { code: 'job_failed', message: 'abandoned' });
  }
}

function afterThrow(facts: AttemptFacts, { names, verdict, ...error }: ThrownAccount): Outcome {
  switch (verdict?.kind) {
    case undefined:
      return failed(facts, error, { names });
    case 'cancel':
      return cancelled(verdict.reason);
    case 'do_not_retry':
      return { status: 'failed', result: failureResult(error.message), error };
    case 'retry_at': {
      if (facts.failedAttempts + 1 >= facts.maxAttempts) {
        return { status: 'failed', result: failureResult(error.message), error };
      }
      const { at, afterMs } = verdict;
      return at === null
        ? { status: 'queued', retryInMs: afterMs ?? 0, error }
        : { status: 'queued', retryAt: at, error };
    }
  }
}

function failed(
  facts: AttemptFacts,
  error: RunError,
  {
    result = failureResult(error.message),
    names = [],
  }: { result?: RunResult; names?: readonly string[] } = {},
): Outcome {
  const { retry, random } = facts;
  const failures = facts.failedAttempts + 1;
  if (failures >= facts.maxAttempts || !isRetried(retry, [error.code, ...names])) {
    return { status: 'failed', result, error };
  }
  return { status: 'queued', retryInMs: retryDelay(retry, failures, random), error };
}

function cancelled(reason: string): Outcome {
  const error = { code: 'cancelled', message: reason };
  return { status: 'cancelled', result: failureResult(`cancelled: ${reason}`), error };
}

function runResult(result: JobResult): RunResult {
  return {
    success: result.success,
    message: result.message,
    items_processed: result.itemsProcessed,
    items_failed: result.itemsFailed,
    duration_ms: result.durationMs,
    output: result.output ?? null,
  };
}

function failureResult(message: string): RunResult {
  return { success: false, message, items_processed: 0, items_failed: 0, duration_ms: null, output: null };
}
