import type { Clock } from './clock.js';

export interface LoopOptions {
  readonly clock: Clock;
  /** Told what a round threw; the loop goes on. */
  readonly fault: (error: unknown) => void;
  /** Pause after a round that threw, in milliseconds. */
  readonly afterFaultMs: number;
}

/** Work in rounds until it is stopped: a round begins when the one before has ended, never by a timer of its own. */
export class Loop {
  readonly #round: (signal: AbortSignal) => Promise<void>;
  readonly #options: LoopOptions;
  readonly #stopping = new AbortController();
  #running: Promise<void> | null = null;

  /** @param round sleeps by itself as long as there is nothing to do, and ends when the signal aborts. */
  constructor(round: (signal: AbortSignal) => Promise<void>, options: LoopOptions) {
    this.#round = round;
    this.#options = options;
  }

  /** Aborted when the loop is told to stop. */
  get signal(): AbortSignal {
    return this.#stopping.signal;
  }

  /** Begins; a second call does nothing. */
  start(): void {
    this.#running ??= this.#run();
  }

  /** Resolves when the round under way has ended; safe to call twice, and before the start. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { clock, fault, afterFaultMs } = this.#options;
    while (!this.signal.aborted) {
      try {
        await this.#round(this.signal);
      } catch (error) {
        fault(error);
        await clock.sleep(afterFaultMs, this.signal);
      }
    }
  }
}
