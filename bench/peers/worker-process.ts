// A process that works for one queue, told what to do by the process that measures.
//   node worker-process.ts <peer> [at-once]
import { monotonic } from './measuring.ts';
import { loadPeer } from './load-peer.ts';
import type { Call, Place, Profile, Running } from './peer.ts';

/** What a job does besides counting itself: nothing, tell that it began, or tell it and never end. */
export type Mode = 'count' | 'tell' | 'hang';

export interface StartWorker {
  readonly command: 'work';
  readonly profile: Profile;
  readonly mode: Mode;
  /** Jobs are numbered below it; each one's executions are counted. */
  readonly jobs: number;
}

export type Command =
  | StartWorker
  | { readonly command: 'schedule'; readonly crons: readonly string[] }
  | { readonly command: 'report' | 'stop' };

export type Message =
  | { readonly kind: 'ready' | 'started' }
  | { readonly kind: 'executed'; readonly n: number; readonly at: number }
  | { readonly kind: 'progress'; readonly executed: number; readonly firstAt: number }
  | Report
  | { readonly kind: 'failed'; readonly reason: string };

export interface Report {
  readonly kind: 'report';
  readonly executed: number;
  /** Processor time since its first job began, or since it started when there was none. */
  readonly cpuSeconds: number;
  readonly memoryMb: number;
  /** Executions by job, base64 of a byte each. */
  readonly counts: string;
}

const place = JSON.parse(process.env['BENCH_PLACE'] ?? '{}') as Place;
const [spec = '', atOnce] = process.argv.slice(2);
const peer = await loadPeer(spec);
let mode: Mode = 'count';
let counts = new Uint8Array(0);
let executed = 0;
let firstAt = 0;
let cpuAtFirst: NodeJS.CpuUsage | undefined;
let running: Running | null = null;

function send(message: Message): void {
  if (process.connected) process.send?.(message);
}

function work({ n }: Call): unknown {
  if (executed++ === 0) {
    firstAt = monotonic();
    cpuAtFirst = process.cpuUsage();
  }
  if (n < counts.length) counts[n] = (counts[n] ?? 0) + 1;
  if (mode === 'count') return { n };
  send({ kind: 'executed', n, at: monotonic() });
  return mode === 'hang' ? new Promise(() => {}) : { n };
}

async function start(command: StartWorker): Promise<void> {
  mode = command.mode;
  counts = new Uint8Array(command.jobs);
  running = await peer.startWorker(place, command.profile, work);
  send({ kind: 'started' });
  if (command.jobs === 0) return;
  let told = 0;
  setInterval(() => {
    if (executed === told) return;
    told = executed;
    send({ kind: 'progress', executed, firstAt });
  }, 10).unref();
}

function report(): Report {
  const { user, system } = process.cpuUsage(cpuAtFirst);
  return {
    kind: 'report',
    executed,
    cpuSeconds: (user + system) / 1e6,
    memoryMb: process.memoryUsage().rss / 2 ** 20,
    counts: Buffer.from(counts).toString('base64'),
  };
}

async function stop(): Promise<void> {
  // Some queues wait for jobs that hang.
  setTimeout(() => process.exit(0), 4000).unref();
  await running?.stop();
  process.exit(0);
}

async function obey(command: Command): Promise<void> {
  switch (command.command) {
    case 'work':
      return start(command);
    case 'schedule':
      running = (await peer.startScheduler?.(place, command.crons)) ?? null;
      return send({ kind: 'started' });
    case 'report':
      return send(report());
    case 'stop':
      return stop();
  }
}

const failed = (error: unknown) =>
  send({ kind: 'failed', reason: error instanceof Error ? (error.stack ?? error.message) : String(error) });
process.on('message', (command: Command) => void obey(command).catch(failed));
process.on('disconnect', () => process.exit(0));
process.on('unhandledRejection', failed);
if (atOnce === undefined) send({ kind: 'ready' });
else await start({ command: 'work', profile: 'latency', mode: 'tell', jobs: 0 });
