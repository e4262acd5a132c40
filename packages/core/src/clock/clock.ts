/** The process's clock and timers, injected so that tests need not wait. What is due is the database's clock to decide. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves when `milliseconds` have passed, at once when that is not positive, or as soon as the signal aborts; never rejects. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /**
   * Resolves when `now()` has come to this moment, never earlier, or as soon as the signal aborts; never rejects. A clock
   * that is set while it sleeps is noticed within a minute.
   */
  sleepUntil(moment: number, signal?: AbortSignal): Promise<void>;
}

/** Node's timers overflow, and fire at once, beyond 24.8 days. */
const longestTimer = 2 ** 31 - 1;

/** How often a sleep until a moment looks whether the clock was set. */
const lookAgain = 60_000;

/** The real one. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (milliseconds, signal) => {
    const end = performance.now() + milliseconds;
    return wait(() => end - performance.now(), longestTimer, signal);
  },
  sleepUntil: (moment, signal) => wait(() => moment - Date.now(), lookAgain, signal),
};

async function wait(left: () => number, longest: number, signal: AbortSignal | undefined): Promise<void> {
  while (left() > 0) {
    if (signal?.aborted === true) return;
    await timer(Math.min(Math.ceil(left()), longest), signal);
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
