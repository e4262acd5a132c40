import type { Artifact } from '../artifacts/artifact.js';
import type { RunDetails } from '../artifacts/run-details.js';
import { approvalOfRun } from '../costs/approval-store.js';
import { CostStore } from '../costs/cost-store.js';
import { maskRun } from '../registry/mask-run.js';
import { type Attempt, attemptsOfRun } from '../runs/settle/attempt-store.js';
import { type Phase, phasesOfRun } from '../runs/phases/read-phases.js';
import { linksOfRun, type RunLinks } from '../runs/run-links.js';
import { RunStore } from '../runs/run-store.js';
import type { Run, RunError } from '../runs/run.js';
import type { Host } from './host.js';
import { parseRunId, RunNotFoundError } from '../runs/run-not-found-error.js';
import { meansShellRun } from './shell-reference.js';
import { progressWithin, shownPhases } from './shown-phases.js';
import { approvalOf, costOf } from './shown-cost.js';
import { instantOf, overviewOf } from './shown-run.js';

export interface ShowRunInput {
  /** A shell run may be named by its name, too. */
  readonly id: string;
  /** Where the caller is, for a name; the host's directory by default. */
  readonly directory?: string | undefined;
}

/**
 * All that is known of one run.
 * @throws {RunNotFoundError}
 */
export async function showRun(host: Host, { id, directory }: ShowRunInput): Promise<Artifact<RunDetails>> {
  if (meansShellRun(id)) {
    const { showShellRun } = await import('./show-shell-run.js');
    return showShellRun(id, directory ?? host.directory);
  }
  const runId = parseRunId(id);
  const database = await host.database();
  const [[run], attempts, links, phases] = await Promise.all([
    new RunStore(database).read([runId]),
    attemptsOfRun(database, runId),
    linksOfRun(database, runId),
    phasesOfRun(database, runId),
  ]);
  if (run === undefined) throw new RunNotFoundError(id);
  // After the run: one that is shown as held is shown with its reason.
  const [approval, costs] = await Promise.all([
    approvalOfRun(database, runId),
    new CostStore(database).ofRun(runId),
  ]);
  const parameters = maskRun(host.registry, run.jobName, run.parameters);
  return {
    data: {
      ...described(run, attempts, phases, costOf(approval?.estimate ?? null, costs)),
      ...extras(run, links),
      phases: shownPhases(phases),
      approval: approvalOf(approval, run.status),
      parameters,
    },
    artifact_type: 'presentation_card',
    title: `Run: ${run.id}`,
  };
}

/** The fields of the contract, in its order. */
function described(
  run: Run,
  attempts: readonly Attempt[],
  phases: readonly Phase[],
  cost: RunDetails['cost'],
) {
  const overview = overviewOf(run);
  return {
    ...overview,
    progress: progressWithin(overview.progress, phases),
    cost,
    attempts: attempts.map((attempt) => ({
      attempt: attempt.attempt,
      status: attempt.status,
      worker_id: idOf(attempt.workerId),
      host: attempt.host,
      pid: attempt.pid,
      started_at: instantOf(attempt.startedAt),
      finished_at: instantOf(attempt.finishedAt),
      error: errorOf(attempt.error),
    })),
    retry_of: idOf(run.retryOf),
    parent: idOf(run.parent),
    result: run.result,
    error: errorOf(run.error),
  };
}

function extras(run: Run, { worker, retriedAs, failureId }: RunLinks) {
  return {
    trigger: run.trigger,
    actor: run.actor,
    queue: run.queue,
    priority: run.priority,
    context: run.context,
    schedule_name: run.scheduleName,
    scheduled_for: instantOf(run.scheduledFor),
    available_at: run.availableAt.toISOString(),
    max_attempts: run.maxAttempts,
    cancel_requested_at: instantOf(run.cancelRequestedAt),
    worker: worker === null ? null : { ...worker, id: String(worker.id) },
    retried_as: idOf(retriedAs),
    failure_id: idOf(failureId),
    after_run: idOf(run.afterRun),
    shell: null,
  };
}

function idOf(id: number | null): string | null {
  return id === null ? null : String(id);
}

function errorOf(error: RunError | null): RunDetails['error'] {
  return error === null ? null : { code: error.code, message: error.message, stack: error.stack ?? null };
}
