import { Worker as Thread } from 'node:worker_threads';
import { clientConfig, type ConnectionSettings, type Statement } from './database.js';
import type { PulseReport, PulseTask } from './statement-pulse-thread.js';

export type { PulseReport } from './statement-pulse-thread.js';

export interface StatementPulseOptions {
  readonly settings: ConnectionSettings;
  readonly applicationName: string;
  readonly statement: Statement;
  readonly values: readonly unknown[];
  readonly intervalMs: number;
  /** How long one statement may take before it counts as failed. */
  readonly timeoutMs: number;
  /** Told the first row of each statement, or why there is none. */
  readonly report: (report: PulseReport) => void;
}

/** Sends one statement again and again, from a thread and a connection of its own. */
export class StatementPulse {
  readonly #thread: Thread;
  readonly #ended: Promise<void>;

  constructor(options: StatementPulseOptions) {
    const { settings, applicationName, statement, values, intervalMs, timeoutMs, report } = options;
    const connection = clientConfig(settings, applicationName);
    const task: PulseTask = { connection, statement: statement.text, values, intervalMs, timeoutMs };
    // Beside this file in the build, and beside its source when tests run without one.
    const file = import.meta.url.endsWith('.ts')
      ? './statement-pulse-thread.ts'
      : './statement-pulse-thread.js';
    this.#thread = new Thread(new URL(file, import.meta.url), { workerData: task, name: applicationName });
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
