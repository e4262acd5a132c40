import type { Clock } from '../clock/clock.js';

/** A clock that stands until it is advanced. */
export interface FakeClock extends Clock {
  /**
   * Moves on by so many milliseconds. Sleepers wake in the order of their moments, those of one moment in the order they
   * went to sleep, each at its own `now()`; what awaits one runs before the next wakes, as far as it waits for nothing
   * else than promises that are settled.
   */
  advance(milliseconds: number): Promise<void>;
  /** Shows this moment from now on, as after a machine's sleep: whoever should have woken meanwhile wakes now. */
  jump(moment: number): void;
  /** Wakes whoever should have woken by now. */
  wake(): void;
  /** The moment at which the next sleeper wants to wake; null when nobody sleeps. */
  next(): number | null;
  /** A clock that always shows the same time and has sleepers of its own: {@link wake} of one does not wake the other's. */
  beside(): FakeClock;
  /** Resolves when at least so many sleep, one by default: the code under test has come to its rest. */
  untilSleeping(count?: number): Promise<void>;
}

interface Sleeper {
  readonly moment: number;
  readonly wake: () => void;
}

/** What several clocks beside each other show. */
interface Time {
  now: number;
}

/** Whoever would sleep until a moment so near goes on: the scheduler aims a fraction of a millisecond behind the moment. */
const nearMs = 0.5;

/** A clock for tests that shows `start` (milliseconds since the epoch, or a date). */
export function createFakeClock(start: number | Date): FakeClock {
  return clockOf({ now: Number(start) });
}

function clockOf(time: Time): FakeClock {
  const sleepers = new Set<Sleeper>();
  const watchers = new Set<() => void>();

  function sleepUntil(moment: number, signal?: AbortSignal): Promise<void> {
    if (moment <= time.now || signal?.aborted === true) return Promise.resolve();
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
    const end = time.now + milliseconds;
    await awaitingCode();
    for (let sleeper = earliest(sleepers, end); sleeper !== null; sleeper = earliest(sleepers, end)) {
      time.now = sleeper.moment;
      sleeper.wake();
      await awaitingCode();
    }
    time.now = end;
  }

  function wake(): void {
    const due = [...sleepers].filter((sleeper) => sleeper.moment <= time.now);
    for (const sleeper of due.toSorted((one, other) => one.moment - other.moment)) sleeper.wake();
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
    now: () => time.now,
    sleep: (milliseconds, signal) => sleepUntil(time.now + milliseconds, signal),
    sleepUntil: (moment, signal) =>
      moment - time.now < nearMs ? Promise.resolve() : sleepUntil(moment, signal),
    advance,
    jump(moment) {
      time.now = moment;
      wake();
    },
    wake,
    next: () => earliest(sleepers, Number.POSITIVE_INFINITY)?.moment ?? null,
    beside: () => clockOf(time),
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
