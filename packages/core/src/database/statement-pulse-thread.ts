// Runs in a thread of its own, so that an event loop that is blocked does not hold it up. It imports nothing of ours:
// what it needs comes as plain data, which also lets it start from source without a build.
import { setTimeout } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import pg from 'pg';

/** What the thread is started with. */
export interface PulseTask {
  readonly connection: pg.ClientConfig;
  /** Prepared once a connection where it has a name. */
  readonly statement: { readonly name?: string; readonly text: string };
  /** After them comes the process of the server that the connection was told of. */
  readonly values: readonly unknown[];
  readonly intervalMs: number;
  /** A statement that has not answered by then has failed, whatever its connection still promises. */
  readonly timeoutMs: number;
}

/** What the thread reports after each statement. */
export type PulseReport =
  | { readonly kind: 'row'; readonly row: unknown }
  | { readonly kind: 'unreachable'; readonly reason: string };

const task = workerData as PulseTask;
const stop = new AbortController();
let client = null as pg.Client | null;

parentPort?.once('message', () => stop.abort());

while (!stop.signal.aborted) {
  // A connection that was cut is no reason to be silent for an interval.
  const lost = client !== null;
  let report = await run();
  if (lost && report.kind === 'unreachable') report = await run();
  parentPort?.postMessage(report);
  // Rejects when it is stopped meanwhile.
  await setTimeout(task.intervalMs, undefined, { signal: stop.signal }).catch(() => {});
}
await client?.end().catch(() => {});
parentPort?.close();

async function run(): Promise<PulseReport> {
  try {
    client ??= await connect();
    const { processID } = client as pg.Client & { readonly processID: number | null };
    const values = [...task.values, processID];
    const { rows } = await client.query<object>({ ...task.statement, values });
    return { kind: 'row', row: rows[0] };
  } catch (error) {
    await client?.end().catch(() => {});
    client = null;
    return { kind: 'unreachable', reason: error instanceof Error ? error.message : String(error) };
  }
}

async function connect(): Promise<pg.Client> {
  const fresh = new pg.Client({ ...task.connection, query_timeout: task.timeoutMs });
  fresh.on('error', () => {
    if (client === fresh) client = null;
  });
  await fresh.connect();
  return fresh;
}
