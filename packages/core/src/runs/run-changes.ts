import type { Clock } from '../clock/clock.js';
import type { Hints } from '../database/hints.js';

/** A look is worth it after so many milliseconds, whatever was heard. */
const pollMs = 500;

/**
 * Tells whoever watches runs when to look again: at once when a process says that one of them has moved, progressed or
 * logged, else every half second.
 */
export class RunChanges {
  readonly #clock: Clock;
  readonly #ids: ReadonlySet<string> | null;
  readonly #unlisten: () => void;
  #changed = false;
  #wake: () => void = () => {};

  /** @param ids the runs that matter; null for all. */
  constructor(hints: Hints, clock: Clock, ids: readonly number[] | null) {
    this.#clock = clock;
    this.#ids = ids === null ? null : new Set(ids.map(String));
    this.#unlisten = hints.listen('infra_changed', (items) => {
      if (items !== null && this.#ids !== null && !includesAny(this.#ids, items)) return;
      this.#changed = true;
      this.#wake();
    });
  }

  /** Resolves when it is time to look: something changed since the last call, or the interval is over, or aborted. */
  async next(signal?: AbortSignal): Promise<void> {
    if (!this.#changed) {
      const woken = new AbortController();
      this.#wake = () => woken.abort();
      const over = signal === undefined ? woken.signal : AbortSignal.any([woken.signal, signal]);
      await this.#clock.sleep(pollMs, over);
    }
    this.#changed = false;
  }

  close(): void {
    this.#unlisten();
  }
}

function includesAny(ids: ReadonlySet<string>, items: ReadonlySet<string>): boolean {
  for (const item of items) if (ids.has(item)) return true;
  return false;
}
