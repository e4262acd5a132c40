import type { Clock } from '../clock/clock.js';
import { WakeableSleep } from '../clock/wakeable-sleep.js';
import type { Hints } from '../database/hints.js';

/** A look is worth it after so many milliseconds, whatever was heard. */
const pollMs = 500;

/**
 * Tells whoever watches runs when to look again: at once when a process says that one of them has moved, progressed or
 * logged, else every half second.
 */
export class RunChanges {
  readonly #sleep: WakeableSleep;
  readonly #unlisten: () => void;

  /** @param concerns whether the run with this id matters now. */
  constructor(hints: Hints, clock: Clock, concerns: (runId: string) => boolean) {
    this.#sleep = new WakeableSleep(clock);
    this.#unlisten = hints.listen('infra_changed', (items) => {
      if (items === null || [...items].some(concerns)) this.look();
    });
  }

  /** Tells that it is time to look. */
  look(): void {
    this.#sleep.wake();
  }

  /** Resolves when it is time to look: something changed since the last call, or the interval is over, or aborted. */
  async next(signal?: AbortSignal): Promise<void> {
    await this.#sleep.sleep(pollMs, signal);
  }

  close(): void {
    this.#unlisten();
  }
}
