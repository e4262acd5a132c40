import type { Progress } from '@infra/traits';
import type { Clock } from '../clock/clock.js';
import { LazyAbort } from './lazy-abort.js';

/** Milliseconds between two writes of one run's progress. */
const intervalMs = 250;

/**
 * Keeps the newest progress of one attempt and writes it at most four times a second, the first report at once; a job
 * that reports in a tight loop costs one object merge a report.
 */
export class ProgressReporter {
  readonly #save: (progress: Progress) => Promise<void>;
  readonly #clock: Clock;
  readonly #over = new LazyAbort();
  #pending: Progress | null = null;
  #writing: Promise<void> | null = null;

  constructor(save: (progress: Progress) => Promise<void>, clock: Clock) {
    this.#save = save;
    this.#clock = clock;
  }

  report(progress: Progress): void {
    if (this.#over.aborted) return;
    this.#pending = { ...this.#pending, ...progress };
    this.#writing ??= this.#write();
  }

  /** Accepts no more; the promise of what is still to be written, null when nothing is. */
  close(): Promise<void> | null {
    this.#over.abort();
    return this.#writing;
  }

  async #write(): Promise<void> {
    while (this.#pending !== null) {
      const progress = this.#pending;
      this.#pending = null;
      await this.#save(progress);
      await this.#clock.sleep(intervalMs, this.#over.signal);
    }
    this.#writing = null;
  }
}
