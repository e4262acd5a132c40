import type { Clock } from '../clock/clock.js';

/** A clock that stands until it is advanced. */
export interface FakeClock extends Clock {
  /**
   * Moves on by so many milliseconds. Sleepers wake in the order of their moments, those of one moment in the order they
   * went to sleep, each at its own `now()`; what awaits one runs before the next wakes, as far as it waits for nothing
   * else than promises that are settled.
   */
  advance(milliseconds: number): Promise<void>;
  /** Resolves when at least so many sleep, one by default: the code under test has come to its rest. */
  untilSleeping(count?: number): Promise<void>;
}

interface Sleeper {
  readonly moment: number;
  readonly wake: () => void;
}

/** A clock for tests that shows `start` (milliseconds since the epoch, or a date). */
export function createFakeClock(start: number | Date): FakeClock {
  let now = Number(start);
  const sleepers = new Set<Sleeper>();
  const watchers = new Set<() => void>();

  function sleepUntil(moment: number, signal?: AbortSignal): Promise<void> {
    if (moment <= now || signal?.aborted === true) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        sleepers.delete(sleeper);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const sleeper = { moment, wake };
      sleepers.add(sleeper);
      signal?.addEventListener('abort', wake, { once: true });
      for (const watcher of watchers) watcher();
    });
  }

  async function advance(milliseconds: number): Promise<void> {
    const end = now + milliseconds;
    await awaitingCode();
    for (let sleeper = earliest(sleepers, end); sleeper !== null; sleeper = earliest(sleepers, end)) {
      now = sleeper.moment;
      sleeper.wake();
      await awaitingCode();
    }
    now = end;
  }

  function untilSleeping(count = 1): Promise<void> {
    return new Promise((resolve) => {
      const watcher = (): void => {
        if (sleepers.size < count) return;
        watchers.delete(watcher);
        resolve();
      };
      watchers.add(watcher);
      watcher();
    });
  }

  return {
    now: () => now,
    sleep: (milliseconds, signal) => sleepUntil(now + milliseconds, signal),
    sleepUntil,
    advance,
    untilSleeping,
  };
}

function earliest(sleepers: ReadonlySet<Sleeper>, end: number): Sleeper | null {
  let found: Sleeper | null = null;
  for (const sleeper of sleepers) {
    if (sleeper.moment <= end && (found === null || sleeper.moment < found.moment)) found = sleeper;
  }
  return found;
}

/** A turn of the event loop comes after every settled promise's reactions, however long the chain. */
function awaitingCode(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
