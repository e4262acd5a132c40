import { setMaxListeners } from 'node:events';
import type { Artifact } from '../artifacts/artifact.js';
import type { AwaitedRuns } from '../artifacts/awaited-runs.js';
import { EndingWatch } from '../runs/settle/ending-watch.js';
import { parseRunId, RunNotFoundError } from '../runs/run-not-found-error.js';
import { isFinal, type RunStatus } from '../runs/run-status.js';
import { RunStore } from '../runs/run-store.js';
import type { Host } from './host.js';
import { meansShellRun } from './shell-reference.js';
import { watchEnded } from './watched-run.js';

/** A run with its status. */
export type AwaitedRun = AwaitedRuns['runs'][number];

export interface WaitRunsInput {
  /** Shell runs may be named by their names, too. */
  readonly ids: readonly string[];
  /** Where the caller is, for a name; the host's directory by default. */
  readonly directory?: string | undefined;
  /** Milliseconds; without it the wait has no end of its own. */
  readonly timeoutMs?: number | undefined;
  /** Aborted by Ctrl-C: the runs go on, and the promise rejects with {@link WatchEndedError}. */
  readonly signal: AbortSignal;
  /** Told of each run at once when it is final. */
  readonly onEnded?: (run: AwaitedRun) => void;
}

/**
 * Waits until runs are final, wherever they are executed, or until the time is over. Shell runs may be among them.
 * @throws {RunNotFoundError} before anything is waited for, or when a run is deleted
 *   meanwhile. @throws {WatchEndedError}
 */
export async function waitRuns(host: Host, input: WaitRunsInput): Promise<Artifact<AwaitedRuns>> {
  const references = [...new Set(input.ids)];
  const ids = [...new Set(references.filter((each) => !meansShellRun(each)).map(parseRunId))];
  await requireRuns(host, ids);
  const waits = (over: AbortSignal) => [
    untilEnded(host, ids, { ...input, signal: over }),
    untilShellRunsEnded(host, references.filter(meansShellRun), { ...input, signal: over }),
  ];
  const runs = (await withinTime(host, input, waits)).flat();
  if (input.signal.aborted) throw watchEnded(input.ids.join(', '), `infra runs wait ${input.ids.join(' ')}`);
  const asked = (run: AwaitedRun) => references.indexOf(run.id);
  const sorted = runs.every((run) => asked(run) >= 0) ? runs.toSorted((a, b) => asked(a) - asked(b)) : runs;
  const timed_out = sorted.some(({ status }) => !isFinal(status));
  return { data: { runs: sorted, timed_out }, artifact_type: 'table', title: 'Awaited Runs' };
}

/** Resolves when all have ended, when the time is over, or when the caller has enough. */
async function withinTime(
  host: Host,
  { signal, timeoutMs }: WaitRunsInput,
  begin: (over: AbortSignal) => Promise<AwaitedRun[]>[],
): Promise<AwaitedRun[][]> {
  const stop = new AbortController();
  const waits = begin(AbortSignal.any([signal, stop.signal]));
  if (timeoutMs !== undefined) void host.clock.sleep(timeoutMs, stop.signal).then(() => stop.abort());
  try {
    return await Promise.all(waits);
  } finally {
    stop.abort();
    await Promise.allSettled(waits);
  }
}

async function requireRuns(host: Host, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  const statuses = await statusesOf(new RunStore(await host.database()), ids);
  const missing = ids.find((id) => !statuses.has(id));
  if (missing !== undefined) throw new RunNotFoundError(String(missing));
}

async function untilShellRunsEnded(
  host: Host,
  references: readonly string[],
  { directory = host.directory, signal, onEnded }: WaitRunsInput,
): Promise<AwaitedRun[]> {
  if (references.length === 0) return [];
  const { waitShellRuns } = await import('./wait-shell-runs.js');
  return waitShellRuns(host, { references, directory, signal, onEnded });
}

async function untilEnded(
  host: Host,
  ids: readonly number[],
  { signal, onEnded }: WaitRunsInput,
): Promise<AwaitedRun[]> {
  if (ids.length === 0) return [];
  // One for each run.
  setMaxListeners(0, signal);
  const database = await host.database();
  const watch = new EndingWatch(database, host.clock);
  const waiting = ids.map(async (id) => {
    const status = await watch.ended(id, signal);
    if (status === null) throw new RunNotFoundError(String(id));
    onEnded?.({ id: String(id), status });
  });
  try {
    await Promise.all(waiting);
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await Promise.allSettled(waiting);
  }
  const statuses = await statusesOf(new RunStore(database), ids);
  return ids.map((id) => ({ id: String(id), status: statuses.get(id) ?? 'cancelled' }));
}

async function statusesOf(runs: RunStore, ids: readonly number[]): Promise<Map<number, RunStatus>> {
  return new Map((await runs.read(ids)).map((run) => [run.id, run.status]));
}
