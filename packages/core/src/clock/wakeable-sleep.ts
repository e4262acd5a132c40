import { setImmediate } from 'node:timers/promises';
import type { Clock } from './clock.js';

/**
 * A sleep that others may end, for whoever looks now and then for what he is mostly told of. Being woken while awake ends
 * the next sleep at once; what wakes in one turn of the event loop wakes once.
 */
export class WakeableSleep {
  readonly #clock: Clock;
  #woken = false;
  #end: AbortController | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  wake(): void {
    // Said by every run that ends: once is enough, and an abort is dear.
    if (this.#woken) return;
    this.#woken = true;
    this.#end?.abort('woken');
  }

  /**
   * Resolves after so many milliseconds, when it is woken, or when the signal aborts; never rejects.
   * @returns whether it was woken.
   */
  async sleep(milliseconds: number, signal?: AbortSignal): Promise<boolean> {
    if (!this.#woken) {
      this.#end = new AbortController();
      const ended = this.#end.signal;
      await this.#clock.sleep(milliseconds, signal === undefined ? ended : AbortSignal.any([ended, signal]));
      await setImmediate();
      this.#end = null;
    }
    const woken = this.#woken;
    this.#woken = false;
    return woken;
  }
}
