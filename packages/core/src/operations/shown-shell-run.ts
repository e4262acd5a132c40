import type { RunDetails } from '../artifacts/run-details.js';
import type { RunList } from '../artifacts/run-list.js';
import { shellId, type ShellRun } from '../shell-runs/shell-run.js';
import { costOf } from './shown-cost.js';
import { instantOf, overviewOf } from './shown-run.js';

type Row = RunList['runs'][number];

/** The shell's side of a run that is none. */
export const noShell = { name: null, command: null, project: null, directory: null } as const;

/** A shell run as a row of a list. */
export function shellRowOf(shellRun: ShellRun): Row {
  const { run, name, command, project, directory } = shellRun;
  return {
    ...shellOverviewOf(shellRun),
    trigger: run.trigger,
    queue: run.queue,
    priority: run.priority,
    attempt: run.attempt,
    available_at: run.availableAt.toISOString(),
    scheduled_for: null,
    error: run.error?.message ?? null,
    name,
    command,
    project,
    directory,
  };
}

/** All that is known of a shell run, without its log. */
export function shellDetailsOf(shellRun: ShellRun, seen: NonNullable<RunDetails['shell']>): RunDetails {
  const { run } = shellRun;
  return {
    ...shellOverviewOf(shellRun),
    cost: costOf(null, []),
    attempts: [],
    retry_of: run.retryOf === null ? null : shellId(run.retryOf),
    parent: null,
    phases: null,
    result: run.result,
    error: run.error === null ? null : { code: run.error.code, message: run.error.message, stack: null },
    trigger: run.trigger,
    actor: run.actor,
    queue: run.queue,
    priority: run.priority,
    parameters: run.parameters,
    context: run.context,
    schedule_name: null,
    scheduled_for: null,
    available_at: run.availableAt.toISOString(),
    max_attempts: run.maxAttempts,
    cancel_requested_at: instantOf(run.cancelRequestedAt),
    worker: null,
    retried_as: null,
    failure_id: null,
    after_run: null,
    approval: null,
    shell: seen,
  };
}

function shellOverviewOf({ run, exitedAt }: ShellRun) {
  // The database may have been away when the command ended.
  const over = exitedAt ?? run.finishedAt;
  const started = run.firstStartedAt;
  return {
    ...overviewOf(run),
    id: shellId(run.id),
    // A shell run's subject is its name.
    subject: null,
    finished_at: run.finishedAt === null ? null : instantOf(over),
    duration_ms:
      started === null || run.finishedAt === null || over === null
        ? null
        : Math.max(0, over.getTime() - started.getTime()),
  };
}
