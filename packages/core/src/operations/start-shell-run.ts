import type { RunStatus } from '../runs/run-status.js';
import { claimShellRun } from '../shell-runs/move-shell-runs.js';
import { type NewShellRun, submitShellRun } from '../shell-runs/submit-shell-run.js';
import type { ShellDesk } from '../shell/shell-desk.js';
import { startSupervisor } from '../shell/start-supervisor.js';
import { orderFor } from '../shell/supervisor-order.js';

/** What became of a shell run that was asked for. */
export interface StartedShellRun {
  readonly id: number;
  readonly status: RunStatus;
  /** False when a run with the same key is there already: this one. */
  readonly created: boolean;
}

/**
 * Stores a shell run, starts its supervisor and lets it begin, unless it has to wait for its turn.
 * @param environment the whole of it: it goes to the supervisor and is not stored.
 * @throws {NameTakenError}
 */
export async function startShellRun(
  desk: ShellDesk,
  run: NewShellRun,
  environment: Readonly<Record<string, string>>,
): Promise<StartedShellRun> {
  const { database, stateDirectory } = desk;
  const submission = await submitShellRun(database, run);
  if (!submission.created) return submission;
  const { id } = submission;
  const supervisor = await startSupervisor(orderFor(run, { id, stateDirectory, environment }));
  const attempt = await claimShellRun(database, id, supervisor.identity).catch((error: unknown) => {
    supervisor.dismiss();
    throw error;
  });
  await supervisor.tell(attempt === null ? { wait: true } : { go: attempt });
  return { ...submission, status: attempt === null ? 'queued' : 'running' };
}
