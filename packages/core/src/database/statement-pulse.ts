import { Worker as Thread } from 'node:worker_threads';
import { type ConnectionSettings, clientConfig } from './connection-settings.js';
import type { Statement } from './database.js';
import type { PulseReport, PulseTask } from './statement-pulse-thread.js';

export type { PulseReport } from './statement-pulse-thread.js';

export interface StatementPulseOptions {
  readonly settings: ConnectionSettings;
  readonly applicationName: string;
  readonly statement: Statement;
  /** Whether the statement is prepared once a connection: a plan made for each costs more than the rest. */
  readonly prepared: boolean;
  /** After them comes the process of the server that the connection was told of: a pooler tells of none that exists. */
  readonly values: readonly unknown[];
  readonly intervalMs: number;
  /** How long one statement may take before it counts as failed. */
  readonly timeoutMs: number;
  /** Told the first row of each statement, or why there is none. */
  readonly report: (report: PulseReport) => void;
}

/**
 * Sends one statement again and again, from a thread and a connection of its own. A thread that dies is followed by
 * another: the silence would cost its owner more than the statement.
 */
export class StatementPulse {
  readonly #options: StatementPulseOptions;
  #thread: Thread;
  #ended: Promise<unknown>;
  #stopping = false;

  constructor(options: StatementPulseOptions) {
    this.#options = options;
    [this.#thread, this.#ended] = this.#begin();
  }

  /** Ends the thread and its connection. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#thread.ref();
    this.#thread.postMessage('stop');
    await this.#ended;
  }

  #begin(): [Thread, Promise<unknown>] {
    const { settings, applicationName, values, intervalMs, timeoutMs, report } = this.#options;
    const {
      prepared,
      statement: { name, text },
    } = this.#options;
    const connection = clientConfig(settings, applicationName);
    const task: PulseTask = {
      connection,
      statement: prepared ? { name, text } : { text },
      values,
      intervalMs,
      timeoutMs,
    };
    // Beside this file in the build, and beside its source when tests run without one.
    const file = import.meta.url.endsWith('.ts')
      ? './statement-pulse-thread.ts'
      : './statement-pulse-thread.js';
    const thread = new Thread(new URL(file, import.meta.url), { workerData: task, name: applicationName });
    thread.on('message', report);
    thread.on('error', (error) => report({ kind: 'unreachable', reason: error.message }));
    thread.unref();
    const ended = new Promise<void>((resolve) => {
      thread.once('exit', () => {
        resolve();
        this.#replace();
      });
    });
    return [thread, ended];
  }

  #replace(): void {
    if (this.#stopping) return;
    setTimeout(() => {
      if (!this.#stopping) [this.#thread, this.#ended] = this.#begin();
    }, this.#options.intervalMs).unref();
  }
}
