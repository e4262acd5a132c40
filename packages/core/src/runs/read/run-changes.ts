import type { Clock } from '../../clock/clock.js';
import { WakeableSleep } from '../../clock/wakeable-sleep.js';
import type { Hints } from '../../database/hints.js';

/** A look is worth it after so many milliseconds, whatever was heard. */
const pollMs = 500;

/**
 * Tells whoever watches runs when to look again: at once when a process says that one of them has moved, progressed,
 * logged or ended, else every half second.
 */
export class RunChanges {
  readonly #sleep: WakeableSleep;
  readonly #unlisten: readonly (() => void)[];

  /** @param concerns whether the run with this id matters now. */
  constructor(hints: Hints, clock: Clock, concerns: (runId: string) => boolean) {
    this.#sleep = new WakeableSleep(clock);
    this.#unlisten = (['infra_changed', 'infra_ended'] as const).map((channel) =>
      hints.listen(channel, (items) => {
        // An ending is told with its status.
        if (items === null || [...items].some((item) => concerns(item.split(':', 1)[0] ?? ''))) this.look();
      }),
    );
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
    for (const unlisten of this.#unlisten) unlisten();
  }
}
