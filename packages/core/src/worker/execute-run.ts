import type { Checkpoint, ExtensionDatabase, JobContext, Progress } from '@infra/traits';
import type { Clock } from '../clock/clock.js';
import type { Emit } from '../events/runtime-event.js';
import { InfraError } from '../errors/infra-error.js';
import { jobDefaults } from '../registry/job-defaults.js';
import { secretValues } from '../registry/mask-parameters.js';
import type { RegisteredJob } from '../registry/registered-job.js';
import type { Recorded } from '../runs/settle/attempt-observer.js';
import type { CheckpointStore } from '../runs/checkpoint/checkpoint-store.js';
import type { ClaimedRun, Outcome } from '../runs/run.js';
import { noCheckpoint, RunCheckpoint } from '../runs/checkpoint/run-checkpoint.js';
import type { RunStore } from '../runs/run-store.js';
import { AttemptCosts, type CostTools } from './attempt-costs.js';
import type { AttemptLog } from './attempt-log.js';
import { concealed, concealedOutcome, concealedProgress } from './conceal.js';
import { decideOutcome, type Performed } from './decide-outcome.js';
import { describeThrown } from './describe-thrown.js';
import { handedOver } from './handed-over.js';
import type { JobProvider, RunnableJob } from './job-provider.js';
import { type Interruption, perform, type PerformOptions } from './perform.js';
import { ProgressReporter } from './progress-reporter.js';
import type { RunLog } from './run-logger.js';
import type { Settler } from './settler.js';

/** What attempts need of the worker that holds them: one for all that it makes under one name. */
export interface ExecutionTools {
  readonly workerId: number;
  readonly jobs: JobProvider;
  readonly runs: RunStore;
  readonly checkpoints: CheckpointStore;
  readonly log: RunLog;
  readonly settler: Settler;
  readonly clock: Clock;
  readonly db: ExtensionDatabase;
  readonly emit: Emit;
  readonly random: () => number;
  readonly costs: CostTools;
  /** Called when a run's progress is written. */
  readonly progressed: (runId: number) => void;
  /** Called when the code of a run's job has ended, before its outcome is recorded. */
  readonly performed: (run: ClaimedRun) => void;
  /** Called before a success is recorded; null where nobody watches. */
  readonly completing: ((run: ClaimedRun) => Promise<void>) | null;
}

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
  const { clock, emit } = tools;
  const { id: runId, jobName, attempt } = run;
  const began = clock.now();
  emit({ kind: 'run_started', runId, jobName, attempt });
  const outcome = await attemptRun(run, interruption, tools);
  if (outcome === handedOver) {
    emit({ kind: 'phases_begun', runId, jobName, attempt });
    return null;
  }
  if (outcome?.status === 'completed' && tools.completing !== null) await tools.completing(run);
  // Many runs wait here for their record, and hold nothing more of their attempt.
  const status = outcome === null ? null : await tools.settler.settle(run, outcome);
  if (outcome === null || status === null) {
    emit({ kind: 'late_result_refused', runId, jobName, attempt });
    return null;
  }
  const durationMs = clock.now() - began;
  const message = messageOf(outcome);
  const retryInMs = status === 'queued' ? waitOf(outcome, clock) : null;
  emit({ kind: 'run_settled', runId, jobName, attempt, status, durationMs, message, retryInMs });
  return { status, retryInMs, code: 'error' in outcome ? (outcome.error?.code ?? null) : null };
}

/** Executes a run's next attempt; null when what came of it is no longer this worker's to say. */
async function attemptRun(
  run: ClaimedRun,
  interruption: Interruption,
  tools: ExecutionTools,
): Promise<Outcome | typeof handedOver | null> {
  const log = tools.log.open(run, tools.workerId);
  const progress = new ProgressReporter((report) => saveProgress(run, report, tools), tools.clock);
  const costs = new AttemptCosts(tools.costs, run, tools.workerId);
  const prepared = await prepare(run, { interruption, progress, log, costs }, tools);
  const job = 'refused' in prepared ? null : prepared.runnable.job;
  const performed =
    'refused' in prepared
      ? prepared.refused
      : await perform(
          (abandoned) => prepared.runnable.execute(prepared.context, abandoned),
          interruption,
          performOptions(prepared.runnable.job, tools.clock),
        );
  // What is asked for from now on has no say any more in how the attempt ended.
  const { cause, reason } = interruption;
  tools.performed(run);
  const writing = progress.close();
  const paying = costs.close();
  if (writing !== null || paying !== null || log.pending) await Promise.all([writing, paying, log.flushed()]);
  if (performed.kind === 'handed_over') return handedOver;
  const outcome = decideOutcome({
    performed,
    cause,
    cancelReason: reason,
    timeoutMs: job?.timeoutMs ?? null,
    failedAttempts: run.failedAttempts,
    maxAttempts: run.maxAttempts,
    retry: (job ?? jobDefaults).retry,
    random: tools.random(),
  });
  if (outcome === null) return null;
  const told = concealedOutcome(outcome, 'refused' in prepared ? [] : prepared.secrets);
  return job?.resumable === true ? { ...told, resumable: true } : told;
}

async function saveProgress(run: ClaimedRun, report: Progress, tools: ExecutionTools): Promise<void> {
  try {
    await tools.runs.saveProgress(run, tools.workerId, report);
    tools.progressed(run.id);
  } catch (error) {
    tools.emit({ kind: 'fault', where: 'progress', error });
  }
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
    readonly costs: AttemptCosts;
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
      db: tools.db,
      logger: attempt.log.logger,
      signal: attempt.interruption.signal,
      checkpoint: job.resumable ? await checkpointOf(run, runnable, tools) : noCheckpoint,
      cost: attempt.costs,
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

/** Of a combined run the phases are the checkpoint: whoever begins them opens it. */
async function checkpointOf(
  run: ClaimedRun,
  runnable: RunnableJob,
  { checkpoints }: ExecutionTools,
): Promise<Checkpoint> {
  if (runnable.job.phases !== null) return noCheckpoint;
  return RunCheckpoint.open(checkpoints, run, (state) => runnable.parseState?.(state) ?? state);
}

/** The secrets of a job in any of these, the longer ones first. */
function secretsOf(
  job: RegisteredJob | null,
  ...given: readonly Readonly<Record<string, unknown>>[]
): readonly string[] {
  return job?.parameters == null ? [] : secretValues(job, ...given);
}

function messageOf(outcome: Outcome): string | null {
  if ('returned' in outcome) return null;
  return outcome.error?.message ?? ('result' in outcome ? (outcome.result?.message ?? null) : null);
}
