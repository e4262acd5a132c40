import type { AwaitedRuns } from '../artifacts/awaited-runs.js';
import { RunNotFoundError } from '../runs/run-not-found-error.js';
import { isFinal } from '../runs/run-status.js';
import { shellId } from '../shell-runs/shell-run.js';
import { followShellRuns } from '../shell/follow-shell-runs.js';
import { atShellDesk, hasShellRuns } from '../shell/shell-desk.js';
import type { Host } from './host.js';
import { findShellRun } from './shell-reference.js';

type AwaitedRun = AwaitedRuns['runs'][number];

export interface WaitShellRunsInput {
  /** Ids or names. */
  readonly references: readonly string[];
  /** Where the caller is. */
  readonly directory: string;
  /** Aborted when the time is over or the caller has enough. */
  readonly signal: AbortSignal;
  readonly onEnded?: ((run: AwaitedRun) => void) | undefined;
}

/**
 * Waits until shell runs are final or the signal comes; returns each once with its status then.
 * @throws {RunNotFoundError}
 */
export async function waitShellRuns(
  { clock }: Pick<Host, 'clock'>,
  { references, directory, signal, onEnded }: WaitShellRunsInput,
): Promise<AwaitedRun[]> {
  const awaited = new Map<number, AwaitedRun>();
  const [first] = references;
  if (first === undefined) return [];
  if (!hasShellRuns()) throw new RunNotFoundError(first);
  const stateDirectory = await atShellDesk({ mayRestart: true }, async (desk) => {
    for (const reference of references) {
      const { run } = await findShellRun(desk.database, reference, directory);
      awaited.set(run.id, { id: shellId(run.id), status: run.status });
    }
    return desk.stateDirectory;
  });
  const told = new Set<number>();
  await followShellRuns({
    ids: [...awaited.keys()],
    stateDirectory,
    clock,
    signal,
    onRun: ({ run }) => {
      const now = { id: shellId(run.id), status: run.status };
      awaited.set(run.id, now);
      if (!isFinal(run.status) || told.has(run.id)) return;
      told.add(run.id);
      onEnded?.(now);
    },
  });
  return [...awaited.values()];
}
