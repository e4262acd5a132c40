import { setMaxListeners } from 'node:events';
import type { Artifact } from '../artifacts/artifact.js';
import type { AwaitedRuns } from '../artifacts/awaited-runs.js';
import { EndingWatch } from '../runs/ending-watch.js';
import { parseRunId, RunNotFoundError } from '../runs/run-not-found-error.js';
import { isFinal, type RunStatus } from '../runs/run-status.js';
import { RunStore } from '../runs/run-store.js';
import type { Host } from './host.js';
import { watchEnded } from './watch-run.js';

/** A run with its status. */
export type AwaitedRun = AwaitedRuns['runs'][number];

export interface WaitRunsInput {
  readonly ids: readonly string[];
  /** Milliseconds; without it the wait has no end of its own. */
  readonly timeoutMs?: number | undefined;
  /** Aborted by Ctrl-C: the runs go on, and the promise rejects with {@link WatchEndedError}. */
  readonly signal: AbortSignal;
  /** Told of each run at once when it is final. */
  readonly onEnded?: (run: AwaitedRun) => void;
}

/**
 * Waits until runs are final, wherever they are executed, or until the time is over.
 * @throws {RunNotFoundError} before anything is waited for, or when a run is deleted
 *   meanwhile. @throws {WatchEndedError}
 */
export async function waitRuns(host: Host, input: WaitRunsInput): Promise<Artifact<AwaitedRuns>> {
  const ids = [...new Set(input.ids.map(parseRunId))];
  const runs = new RunStore(await host.database());
  const statuses = await statusesOf(runs, ids);
  const missing = ids.find((id) => !statuses.has(id));
  if (missing !== undefined) throw new RunNotFoundError(String(missing));
  await untilEnded(host, ids, input);
  if (input.signal.aborted) throw watchEnded(input.ids.join(', '), `infra runs wait ${input.ids.join(' ')}`);
  return artifactOf(ids, await statusesOf(runs, ids));
}

/** Resolves when all are final, when the time is over, or when the caller has enough. */
async function untilEnded(host: Host, ids: readonly number[], input: WaitRunsInput): Promise<void> {
  const stop = new AbortController();
  const over = AbortSignal.any([input.signal, stop.signal]);
  // One for each run.
  setMaxListeners(0, over);
  const watch = new EndingWatch(await host.database(), host.clock);
  const waiting = ids.map(async (id) => {
    const status = await watch.ended(id, over);
    if (status === null) throw new RunNotFoundError(String(id));
    input.onEnded?.({ id: String(id), status });
  });
  const { timeoutMs } = input;
  if (timeoutMs !== undefined) void host.clock.sleep(timeoutMs, stop.signal).then(() => stop.abort());
  try {
    await Promise.all(waiting);
  } catch (error) {
    if (!over.aborted) throw error;
  } finally {
    stop.abort();
    await Promise.allSettled(waiting);
  }
}

async function statusesOf(runs: RunStore, ids: readonly number[]): Promise<Map<number, RunStatus>> {
  return new Map((await runs.read(ids)).map((run) => [run.id, run.status]));
}

function artifactOf(ids: readonly number[], statuses: ReadonlyMap<number, RunStatus>): Artifact<AwaitedRuns> {
  const runs = ids.map((id): AwaitedRun => ({ id: String(id), status: statuses.get(id) ?? 'cancelled' }));
  const timed_out = runs.some(({ status }) => !isFinal(status));
  return { data: { runs, timed_out }, artifact_type: 'table', title: 'Awaited Runs' };
}
