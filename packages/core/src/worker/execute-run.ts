import type { ExtensionDatabase, JobContext } from '@infra/traits';
import type { Clock } from '../clock/clock.js';
import type { Emit } from '../events/runtime-event.js';
import { InfraError } from '../errors/infra-error.js';
import type { RetryPolicy } from '../registry/registered-job.js';
import type { ClaimedRun, Outcome } from '../runs/run.js';
import type { RunStore } from '../runs/run-store.js';
import { decideOutcome, type Performed } from './decide-outcome.js';
import type { JobProvider, RunnableJob } from './job-provider.js';
import { type Interruption, perform } from './perform.js';
import { ProgressReporter } from './progress-reporter.js';
import type { RunLog } from './run-logger.js';
import type { Settler } from './settler.js';

/** What an attempt needs of the worker that holds it. */
export interface ExecutionTools {
  readonly workerId: number;
  readonly jobs: JobProvider;
  readonly runs: RunStore;
  readonly log: RunLog;
  readonly settler: Settler;
  readonly clock: Clock;
  readonly db: () => Promise<ExtensionDatabase>;
  readonly emit: Emit;
  readonly random: () => number;
  /** Called when the job's code has ended, before its outcome is recorded. */
  readonly performed: () => void;
}

const noRetry: RetryPolicy = { maxAttempts: 1, firstMs: 0, factor: 1, capMs: 0, jitter: 0 };

/**
 * The one way a job is executed: prepare → perform → decide → settle. Resolves to what was recorded, or to null when the
 * run was no longer this worker's.
 *
 * However a run came to be — schedule, command, program, resubmission — a worker claims it and brings it here.
 */
export async function executeRun(
  run: ClaimedRun,
  interruption: Interruption,
  tools: ExecutionTools,
): Promise<Outcome | null> {
  const { clock, emit, settler, log } = tools;
  const began = clock.now();
  emit({ kind: 'run_started', runId: run.id, jobName: run.jobName, attempt: run.attempt });
  const progress = new ProgressReporter(
    (report) =>
      tools.runs.saveProgress(run, tools.workerId, report).catch((error: unknown) => {
        emit({ kind: 'fault', where: 'progress', error });
      }),
    clock,
  );
  const prepared = await prepare(run, interruption, progress, tools);
  const performed =
    'refused' in prepared
      ? prepared.refused
      : await perform(() => prepared.runnable.execute(prepared.context), interruption, {
          timeoutMs: prepared.runnable.job.timeoutMs,
          clock,
        });
  tools.performed();
  await Promise.all([progress.close(), log.idle()]);
  const policy = 'refused' in prepared ? noRetry : prepared.runnable.job.retry;
  const outcome = decideOutcome({
    performed,
    cause: interruption.cause,
    cancelReason: interruption.reason,
    timeoutMs: 'refused' in prepared ? null : prepared.runnable.job.timeoutMs,
    failedAttempts: run.failedAttempts,
    maxAttempts: run.maxAttempts,
    backoff: policy,
    random: tools.random(),
  });
  const accepted = outcome !== null && (await settler.settle(run, outcome));
  emit(accepted ? settled(run, outcome, clock.now() - began) : refused(run));
  return accepted ? outcome : null;
}

type Prepared =
  | { readonly runnable: RunnableJob; readonly context: JobContext }
  | { readonly refused: Extract<Performed, { kind: 'refused' }> };

async function prepare(
  run: ClaimedRun,
  interruption: Interruption,
  progress: ProgressReporter,
  tools: ExecutionTools,
): Promise<Prepared> {
  try {
    const runnable = await tools.jobs.provide(run.jobName);
    const context: JobContext = {
      runId: String(run.id),
      jobName: run.jobName,
      trigger: run.trigger,
      attempt: run.attempt,
      scheduledFor: run.scheduledFor,
      lastSuccess: run.lastSuccess,
      parameters: runnable.parse(run.parameters) as JobContext['parameters'],
      db: await tools.db(),
      logger: tools.log.logger(run),
      signal: interruption.signal,
      progress: (report) => progress.report(report),
    };
    return { runnable, context };
  } catch (error) {
    const invalid = error instanceof InfraError && error.code === 'invalid_parameters';
    const message = error instanceof Error ? error.message : String(error);
    return {
      refused: { kind: 'refused', code: invalid ? 'invalid_parameters' : 'job_unavailable', message },
    };
  }
}

function settled(run: ClaimedRun, outcome: Outcome, durationMs: number) {
  return {
    kind: 'run_settled',
    runId: run.id,
    jobName: run.jobName,
    attempt: run.attempt,
    status: outcome.status,
    durationMs,
    message:
      ('error' in outcome ? outcome.error?.message : null) ??
      ('result' in outcome ? outcome.result?.message : null) ??
      null,
    retryInMs: 'retryInMs' in outcome ? outcome.retryInMs : null,
  } as const;
}

function refused(run: ClaimedRun) {
  return { kind: 'late_result_refused', runId: run.id, jobName: run.jobName, attempt: run.attempt } as const;
}
