import { Worker as Thread } from 'node:worker_threads';
import { clientConfig, type ConnectionSettings } from '../database/database.js';
import { heartbeat } from '../runs/worker-store.js';
import type { HeartbeatReport, HeartbeatTask } from './heartbeat-thread.js';

export interface HeartbeatOptions {
  readonly settings: ConnectionSettings;
  readonly workerId: number;
  readonly intervalMs: number;
  readonly leaseMs: number;
  readonly report: (report: HeartbeatReport) => void;
}

/** Keeps one worker alive in the database from a thread and a connection of its own. */
export class Heartbeat {
  readonly #thread: Thread;
  readonly #ended: Promise<void>;

  constructor(options: HeartbeatOptions) {
    const { settings, workerId, intervalMs, leaseMs, report } = options;
    const task: HeartbeatTask = {
      connection: clientConfig(settings, `infra heartbeat ${workerId}`),
      statement: heartbeat.text,
      workerId,
      intervalMs,
      leaseMs,
    };
    // Beside this file in the build, and beside its source when tests run without one.
    const file = import.meta.url.endsWith('.ts') ? './heartbeat-thread.ts' : './heartbeat-thread.js';
    this.#thread = new Thread(new URL(file, import.meta.url), { workerData: task, name: 'infra heartbeat' });
    this.#thread.on('message', report);
    this.#thread.on('error', (error) => report({ kind: 'unreachable', reason: error.message }));
    this.#thread.unref();
    this.#ended = new Promise((resolve) => {
      this.#thread.once('exit', () => resolve());
    });
  }

  /** Ends the thread and its connection. */
  async stop(): Promise<void> {
    this.#thread.ref();
    this.#thread.postMessage('stop');
    await this.#ended;
  }
}
