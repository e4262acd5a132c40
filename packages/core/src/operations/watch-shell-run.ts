import type { Artifact } from '../artifacts/artifact.js';
import type { RunDetails } from '../artifacts/run-details.js';
import { shellId } from '../shell-runs/shell-run.js';
import { followShellRuns } from '../shell/follow-shell-runs.js';
import type { Host } from './host.js';
import { atShellRun } from './shell-reference.js';
import { showShellRun } from './show-shell-run.js';
import { progressOf } from './shown-run.js';
import { type WatchRunInput, watchEnded } from './watched-run.js';

/**
 * Follows a shell run until it is final.
 * @throws {RunNotFoundError} also when it is deleted meanwhile. @throws {WatchEndedError}
 */
export async function watchShellRun(
  { clock }: Pick<Host, 'clock'>,
  { id, signal, onChange }: WatchRunInput,
  directory: string,
): Promise<Artifact<RunDetails>> {
  const place = { reference: id, directory, mayRestart: true };
  const { run, stateDirectory } = await atShellRun(place, ({ stateDirectory }, { run }) => ({
    run,
    stateDirectory,
  }));
  let told = '';
  const over = await followShellRuns({
    ids: [run.id],
    stateDirectory,
    clock,
    signal,
    onRun: ({ run: now }) => {
      const change = {
        id: shellId(now.id),
        status: now.status,
        attempt: now.attempt,
        progress: progressOf(null),
      };
      if (JSON.stringify(change) !== told) onChange(change);
      told = JSON.stringify(change);
    },
  });
  if (!over) throw watchEnded(id, `infra runs status ${id} -w`);
  return showShellRun(shellId(run.id), directory);
}
