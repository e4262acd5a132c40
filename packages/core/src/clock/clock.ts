import { setImmediate } from 'node:timers/promises';

/** The process's clock and timers, injected so that tests need not wait. What is due is the database's clock to decide. */
export interface Clock {
  /** Milliseconds since the epoch, with their fraction where the clock knows it. */
  now(): number;
  /** Resolves when `milliseconds` have passed, at once when that is not positive, or as soon as the signal aborts; never rejects. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /**
   * Resolves when `now()` has come to this moment, never earlier and hardly later, or as soon as the signal aborts; never
   * rejects. A clock that is set while it sleeps is noticed within a minute.
   */
  sleepUntil(moment: number, signal?: AbortSignal): Promise<void>;
}

/** Node's timers overflow, and fire at once, beyond 24.8 days. */
const longestTimer = 2 ** 31 - 1;

/** How often a sleep until a moment looks whether the clock was set. */
const lookAgain = 60_000;

/** A timer comes a millisecond or two late: the rest of a sleep until a moment is spent awake. */
const awakeMs = 2;

/** The real one. */
export const systemClock: Clock = {
  now: preciseNow,
  sleep: (milliseconds, signal) => {
    const end = performance.now() + milliseconds;
    return wait(() => end - performance.now(), longestTimer, signal);
  },
  sleepUntil: async (moment, signal) => {
    await wait(() => moment - awakeMs - preciseNow(), lookAgain, signal);
    for (;;) {
      if (preciseNow() >= moment || signal?.aborted === true) return;
      await setImmediate();
    }
  },
};

/** The wall clock's time at which `performance.now()` was 0, as far as this process has found out. */
let origin = performance.timeOrigin;

/** The wall clock with fractions of a millisecond, which `Date.now()` lacks. */
function preciseNow(): number {
  const wall = Date.now();
  const elapsed = performance.now();
  // The clock was set, or the machine slept, which this process's own measure of time does not count.
  if (Math.abs(origin + elapsed - wall) > awakeMs) origin = wall - elapsed;
  return origin + elapsed;
}

async function wait(left: () => number, longest: number, signal: AbortSignal | undefined): Promise<void> {
  for (let rest = left(); rest > 0; rest = left()) {
    if (signal?.aborted === true) return;
    await timer(Math.min(Math.ceil(rest), longest), signal);
  }
}

function timer(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timeout);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timeout = setTimeout(done, milliseconds);
    signal?.addEventListener('abort', done, { once: true });
  });
}
