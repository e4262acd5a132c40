import type { Artifact } from '../artifacts/artifact.js';
import type { RunDetails } from '../artifacts/run-details.js';
import { RunChanges } from '../runs/read/run-changes.js';
import { isFinal } from '../runs/run-status.js';
import { RunStore } from '../runs/run-store.js';
import type { Run } from '../runs/run.js';
import type { Host } from './host.js';
import { parseRunId, RunNotFoundError } from '../runs/run-not-found-error.js';
import { meansShellRun } from './shell-reference.js';
import { progressOf } from './shown-run.js';
import { showRun } from './show-run.js';
import { type RunChange, type WatchRunInput, watchEnded } from './watched-run.js';

/**
 * Follows a run until it is final, wherever it is executed.
 * @returns what `showRun` then says.
 * @throws {RunNotFoundError} also when it is deleted meanwhile. @throws {WatchEndedError}
 */
export async function watchRun(host: Host, input: WatchRunInput): Promise<Artifact<RunDetails>> {
  if (meansShellRun(input.id)) {
    const { watchShellRun } = await import('./watch-shell-run.js');
    return watchShellRun(host, input, input.directory ?? host.directory);
  }
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
