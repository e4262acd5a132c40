import type { Artifact } from '../artifacts/artifact.js';
import type { RunDetails } from '../artifacts/run-details.js';
import { InfraError } from '../errors/infra-error.js';
import { RunChanges } from '../runs/run-changes.js';
import { isFinal } from '../runs/run-status.js';
import { RunStore } from '../runs/run-store.js';
import type { Run } from '../runs/run.js';
import type { Host } from './host.js';
import { parseRunId, RunNotFoundError } from '../runs/run-not-found-error.js';
import { progressOf, type ShownProgress } from './shown-run.js';
import { showRun } from './show-run.js';

/** How a watched run is now. */
export interface RunChange {
  readonly id: string;
  readonly status: Run['status'];
  /** Number of the current or last try, 0 before the first. */
  readonly attempt: number;
  readonly progress: ShownProgress;
}

export interface WatchRunInput {
  readonly id: string;
  /** Told how the run is at first, and whenever that is another. */
  readonly onChange: (change: RunChange) => void;
  /** Aborted by Ctrl-C: the run goes on, and the promise rejects with {@link WatchEndedError}. */
  readonly signal: AbortSignal;
}

/** The caller stopped watching; the run goes on. */
export class WatchEndedError extends InfraError {
  readonly code = 'interrupted';
}

/**
 * Follows a run until it is final, wherever it is executed.
 * @returns what `showRun` then says.
 * @throws {RunNotFoundError} also when it is deleted meanwhile. @throws {WatchEndedError}
 */
export async function watchRun(host: Host, input: WatchRunInput): Promise<Artifact<RunDetails>> {
  const runId = parseRunId(input.id);
  const database = await host.database();
  const runs = new RunStore(database);
  const changes = new RunChanges(database.hints, host.clock, (id) => id === String(runId));
  try {
    for (let told = ''; ; await changes.next(input.signal)) {
      if (input.signal.aborted) throw watchEnded(input.id, `infra runs status ${input.id} -w`);
      const [run] = await runs.read([runId]);
      if (run === undefined) throw new RunNotFoundError(input.id);
      const change = changeOf(run);
      const text = JSON.stringify(change);
      if (text !== told) input.onChange(change);
      told = text;
      if (isFinal(run.status)) return await showRun(host, { id: input.id });
    }
  } finally {
    changes.close();
  }
}

function changeOf(run: Run): RunChange {
  return { id: String(run.id), status: run.status, attempt: run.attempt, progress: progressOf(run.progress) };
}

/** What a caller who stopped watching is told: that the run goes on, and the way back. */
export function watchEnded(id: string, command: string): WatchEndedError {
  return new WatchEndedError(`stopped watching; run ${id} goes on`, {
    hint: `\`${command}\` watches it again`,
  });
}
