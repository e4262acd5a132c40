import type { ExtensionDatabase, JobContext } from '@infra/traits';
import type { Clock } from '../clock/clock.js';
import type { Emit } from '../events/runtime-event.js';
import { InfraError } from '../errors/infra-error.js';
import { secretValues } from '../registry/mask-parameters.js';
import type { RegisteredJob, RetryPolicy } from '../registry/registered-job.js';
import type { Recorded } from '../runs/attempt-observer.js';
import type { ClaimedRun, Outcome } from '../runs/run.js';
import type { RunStore } from '../runs/run-store.js';
import { concealed, concealedOutcome, concealedProgress } from './conceal.js';
import { decideOutcome, type Performed } from './decide-outcome.js';
import { describeThrown } from './describe-thrown.js';
import type { JobProvider, RunnableJob } from './job-provider.js';
import { type Interruption, perform, type PerformOptions } from './perform.js';
import { ProgressReporter } from './progress-reporter.js';
import type { AttemptLog, RunLog } from './run-logger.js';
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
  /** Called when a run's progress is written. */
  readonly progressed: (runId: number) => void;
  /** Called when the job's code has ended, before its outcome is recorded. */
  readonly performed: () => void;
}

const noRetry: RetryPolicy = {
  maxAttempts: 1,
  kind: 'fixed',
  firstMs: 0,
  factor: 1,
  capMs: 0,
  jitter: 0,
  retryOn: null,
  giveUpOn: [],
};

/**
 * The one way a job is executed: prepare → perform → decide → settle.
 *
 * However a run came to be — schedule, command, program, resubmission — a worker claims it and brings it here.
 */
export async function executeRun(
  run: ClaimedRun,
  interruption: Interruption,
  tools: ExecutionTools,
): Promise<Recorded> {
  const { clock, emit, settler } = tools;
  const began = clock.now();
  emit({ kind: 'run_started', runId: run.id, jobName: run.jobName, attempt: run.attempt });
  const log = tools.log.open(run, tools.workerId);
  const progress = new ProgressReporter(
    (report) =>
      tools.runs.saveProgress(run, tools.workerId, report).then(
        () => tools.progressed(run.id),
        (error: unknown) => emit({ kind: 'fault', where: 'progress', error }),
      ),
    clock,
  );
  const prepared = await prepare(run, { interruption, progress, log }, tools);
  const job = 'refused' in prepared ? null : prepared.runnable.job;
  const performed =
    'refused' in prepared
      ? prepared.refused
      : await perform(
          (abandoned) => prepared.runnable.execute(prepared.context, abandoned),
          interruption,
          performOptions(prepared.runnable.job, clock),
        );
  // What is asked for from now on has no say any more in how the attempt ended.
  const { cause, reason } = interruption;
  tools.performed();
  await Promise.all([progress.close(), log.flushed()]);
  const decided = decideOutcome({
    performed,
    cause,
    cancelReason: reason,
    timeoutMs: job?.timeoutMs ?? null,
    failedAttempts: run.failedAttempts,
    maxAttempts: run.maxAttempts,
    retry: job?.retry ?? noRetry,
    random: tools.random(),
  });
  const outcome = decided && concealedOutcome(decided, 'refused' in prepared ? [] : prepared.secrets);
  const status = outcome === null ? null : await settler.settle(run, outcome);
  if (outcome === null || status === null) {
    emit({ kind: 'late_result_refused', runId: run.id, jobName: run.jobName, attempt: run.attempt });
    return null;
  }
  const retryInMs = status === 'queued' ? waitOf(outcome, clock) : null;
  emit({
    kind: 'run_settled',
    runId: run.id,
    jobName: run.jobName,
    attempt: run.attempt,
    status,
    durationMs: clock.now() - began,
    message: messageOf(outcome),
    retryInMs,
  });
  return { status, retryInMs, code: 'error' in outcome ? (outcome.error?.code ?? null) : null };
}

function performOptions(
  { timeoutMs, cancelGraceMs, isolation }: RegisteredJob,
  clock: Clock,
): PerformOptions {
  return { timeoutMs, graceMs: cancelGraceMs, killable: isolation === 'process', clock };
}

/** Milliseconds until the run is tried again, roughly where a moment was named: the database's clock decides. */
function waitOf(outcome: Outcome, clock: Clock): number | null {
  if ('retryInMs' in outcome) return outcome.retryInMs;
  return 'retryAt' in outcome ? Math.max(0, outcome.retryAt.getTime() - clock.now()) : null;
}

type Prepared =
  | {
      readonly runnable: RunnableJob;
      readonly context: JobContext;
      /** What no message of the attempt may tell. */
      readonly secrets: readonly string[];
    }
  | { readonly refused: Extract<Performed, { kind: 'refused' }> };

async function prepare(
  run: ClaimedRun,
  attempt: {
    readonly interruption: Interruption;
    readonly progress: ProgressReporter;
    readonly log: AttemptLog;
  },
  tools: ExecutionTools,
): Promise<Prepared> {
  let job: RegisteredJob | null = null;
  try {
    const runnable = await tools.jobs.provide(run.jobName);
    job = runnable.job;
    const parameters = runnable.parse(run.parameters) as JobContext['parameters'];
    // A default of the schema may be a secret too.
    const secrets = secretsOf(job, run.parameters, parameters);
    attempt.log.hide(secrets);
    const context: JobContext = {
      runId: String(run.id),
      jobName: run.jobName,
      trigger: run.trigger,
      attempt: run.attempt,
      scheduledFor: run.scheduledFor,
      lastSuccess: run.lastSuccess,
      parameters,
      db: await tools.db(),
      logger: attempt.log.logger,
      // Made when a job asks for it.
      get signal() {
        return attempt.interruption.signal;
      },
      progress: (report) => attempt.progress.report(concealedProgress(report, secrets)),
    };
    return { runnable, context, secrets };
  } catch (error) {
    const invalid = error instanceof InfraError && error.code === 'invalid_parameters';
    const message = concealed(describeThrown(error).message, secretsOf(job, run.parameters));
    return {
      refused: { kind: 'refused', code: invalid ? 'invalid_parameters' : 'job_unavailable', message },
    };
  }
}

/** The secrets of a job in any of these, the longer ones first. */
function secretsOf(
  job: RegisteredJob | null,
  ...given: readonly Readonly<Record<string, unknown>>[]
): string[] {
  if (job?.parameters == null) return [];
  const secrets = new Set(given.flatMap((parameters) => secretValues(job, parameters)));
  return [...secrets].toSorted((one, other) => other.length - one.length);
}

function messageOf(outcome: Outcome): string | null {
  if ('returned' in outcome) return null;
  return outcome.error?.message ?? ('result' in outcome ? (outcome.result?.message ?? null) : null);
}
