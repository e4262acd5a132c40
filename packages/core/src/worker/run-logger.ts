import type { JobLogger } from '@infra/traits';
import type { Emit } from '../events/runtime-event.js';
import type { LogLevel, LogLine, LogStore } from '../logs/log-store.js';
import { Batcher } from './batcher.js';

const batchLimit = 1_000;
/** Characters of one message that are kept. */
const messageLimit = 16_384;

/** Writes the log lines of all runs of a worker, in batches and in the order they came; a job never waits for it. */
export class RunLog {
  readonly #batcher: Batcher<LogLine>;

  constructor(logs: LogStore, emit: Emit) {
    this.#batcher = new Batcher(async (lines) => {
      try {
        await logs.append(lines);
      } catch (error) {
        // A line is worth less than the run: the run goes on, and the loss is told.
        emit({ kind: 'fault', where: 'logs', error });
      }
    }, batchLimit);
  }

  /** The logger of one attempt. */
  logger(run: { readonly id: number; readonly attempt: number }): JobLogger {
    const write = (level: LogLevel) => (message: string, fields?: Readonly<Record<string, unknown>>) => {
      this.#batcher.add({
        runId: run.id,
        attempt: run.attempt,
        at: new Date(),
        level,
        message: String(message).slice(0, messageLimit),
        fields: fields ?? null,
      });
    };
    return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
  }

  /** Resolves when every line so far is written, or lost and told. */
  async idle(): Promise<void> {
    await this.#batcher.idle();
  }
}
