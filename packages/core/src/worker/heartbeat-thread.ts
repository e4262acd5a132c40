// Runs in a thread of its own, so that a job that blocks the event loop is not taken for dead. It imports nothing of
// ours: what it needs comes as plain data, which also lets it start from source without a build.
import { parentPort, workerData } from 'node:worker_threads';
import pg from 'pg';

/** What the heartbeat's thread is started with. */
export interface HeartbeatTask {
  readonly connection: pg.ClientConfig;
  readonly statement: string;
  readonly workerId: number;
  readonly intervalMs: number;
  readonly leaseMs: number;
}

/** What it tells the worker. */
export type HeartbeatReport =
  | { readonly kind: 'alive'; readonly cancelled: readonly { readonly id: number; readonly reason: string }[] }
  | { readonly kind: 'dead' }
  | { readonly kind: 'unreachable'; readonly reason: string };

const task = workerData as HeartbeatTask;
const port = parentPort;
let stopped = false;
let client = null as pg.Client | null;
let stop: () => void = () => {};
const stopSignal = new Promise<void>((resolve) => {
  stop = resolve;
});

port?.once('message', () => {
  stopped = true;
  stop();
});

while (!stopped) {
  const report = await beat();
  if (stopped) break;
  port?.postMessage(report);
  if (report.kind === 'dead') break;
  await pause();
}
await client?.end().catch(() => {});
port?.close();

async function beat(): Promise<HeartbeatReport> {
  try {
    client ??= await connect();
    const { rows } = await client.query<{ alive: boolean; cancelled: { id: number; reason: string }[] }>(task.statement, [
      task.workerId,
      task.leaseMs,
    ]);
    const row = rows[0];
    return row?.alive === true ? { kind: 'alive', cancelled: row.cancelled } : { kind: 'dead' };
  } catch (error) {
    await client?.end().catch(() => {});
    client = null;
    return { kind: 'unreachable', reason: error instanceof Error ? error.message : String(error) };
  }
}

async function connect(): Promise<pg.Client> {
  // A connection that hangs half-open must not silence the heartbeat for longer than the lease.
  const fresh = new pg.Client({ ...task.connection, query_timeout: task.leaseMs });
  fresh.on('error', () => {
    if (client === fresh) client = null;
  });
  await fresh.connect();
  return fresh;
}

async function pause(): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([
    stopSignal,
    new Promise<void>((resolve) => {
      timer = setTimeout(resolve, task.intervalMs);
    }),
  ]);
  clearTimeout(timer);
}
