// A worker process, seen from the process that measures.
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { monotonic } from './measuring.ts';
import type { Place } from './peer.ts';
import type { Command, Message, Report, StartWorker } from './worker-process.ts';

const file = fileURLToPath(new URL('worker-process.ts', import.meta.url));

/** Started, but not yet working. */
export class WorkerProcess {
  /** When the process was started. */
  readonly spawnedAt = monotonic();
  executed = 0;
  /** When its first job began; 0 before. */
  firstAt = 0;
  onExecuted: (n: number, at: number) => void = () => {};
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  readonly #waiting = new Set<{
    kind: string;
    resolve: (message: Message) => void;
    reject: (error: Error) => void;
  }>();

  constructor(spec: string, place: Place, options: { atOnce?: boolean } = {}) {
    const words = options.atOnce === true ? [spec, 'at-once'] : [spec];
    this.#child = fork(file, words, {
      env: { ...process.env, BENCH_PLACE: JSON.stringify(place) },
      stdio: ['ignore', 'ignore', process.env['BENCH_SHOW'] === undefined ? 'ignore' : 'inherit', 'ipc'],
    });
    this.#ended = new Promise((resolve) => {
      this.#child.once('exit', (code, signal) => {
        this.#fail(new Error(`a worker process of ${spec} ended with ${code ?? signal}`));
        resolve();
      });
    });
    this.#child.on('message', (message: Message) => this.#hear(message));
  }

  static async ready(spec: string, place: Place): Promise<WorkerProcess> {
    const worker = new WorkerProcess(spec, place);
    await worker.hear('ready');
    return worker;
  }

  async work(options: Omit<StartWorker, 'command'>): Promise<void> {
    this.#child.send({ command: 'work', ...options } satisfies Command);
    await this.hear('started');
  }

  async schedule(crons: readonly string[]): Promise<void> {
    this.#child.send({ command: 'schedule', crons } satisfies Command);
    await this.hear('started');
  }

  async report(): Promise<Report> {
    this.#child.send({ command: 'report' } satisfies Command);
    return (await this.hear('report')) as Report;
  }

  /** Resolves to the next message of a kind. */
  hear(kind: Message['kind']): Promise<Message> {
    return new Promise((resolve, reject) => {
      this.#waiting.add({ kind, resolve, reject });
    });
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.send({ command: 'stop' } satisfies Command);
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 8000);
    await this.#ended;
    clearTimeout(timer);
  }

  /** Dies at once, with everything that it holds. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  #hear(message: Message): void {
    if (message.kind === 'executed') this.onExecuted(message.n, message.at);
    if (message.kind === 'progress') {
      this.executed = message.executed;
      this.firstAt = message.firstAt;
    }
    if (message.kind === 'failed') this.#fail(new Error(message.reason));
    for (const waiting of this.#waiting) {
      if (waiting.kind !== message.kind) continue;
      this.#waiting.delete(waiting);
      waiting.resolve(message);
    }
  }

  #fail(error: Error): void {
    for (const { reject } of this.#waiting) reject(error);
    this.#waiting.clear();
  }
}
