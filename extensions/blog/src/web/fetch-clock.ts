import { setTimeout as pause } from 'node:timers/promises';

/** The time as whoever fetches pages sees it. */
export interface FetchClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** @throws the signal's reason when it is aborted meanwhile. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export const systemFetchClock: FetchClock = {
  now: () => Date.now(),
  async sleep(ms, signal) {
    try {
      await pause(ms, undefined, { signal });
    } finally {
      signal.throwIfAborted();
    }
  },
};
