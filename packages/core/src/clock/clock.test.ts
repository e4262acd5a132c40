import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from './clock.js';

const day = 86_400_000;

describe('systemClock', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: Date.UTC(2026, 0) });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** Whether the promise is settled by now. */
  async function settled(promise: Promise<void>): Promise<boolean> {
    let done = false;
    const watched = (async () => {
      await promise;
      done = true;
    })();
    await Promise.race([watched, vi.advanceTimersByTimeAsync(0)]);
    return done;
  }

  it('sleeps longer than a timer can, which is 24.8 days', async () => {
    const sleep = systemClock.sleep(40 * day);
    await vi.advanceTimersByTimeAsync(40 * day - 1);
    expect(await settled(sleep)).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(await settled(sleep)).toBe(true);
  });

  it('sleeps until a moment and never wakes before it', async () => {
    const moment = systemClock.now() + 1500.5;
    const sleep = systemClock.sleepUntil(moment);
    await vi.advanceTimersByTimeAsync(1500);
    expect(await settled(sleep)).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(await settled(sleep)).toBe(true);
    expect(systemClock.now()).toBeGreaterThanOrEqual(moment);
  });

  it('notices within a minute that the clock was set forward', async () => {
    const sleep = systemClock.sleepUntil(systemClock.now() + day);
    await vi.advanceTimersByTimeAsync(1000);
    vi.setSystemTime(Date.UTC(2026, 0, 3));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await settled(sleep)).toBe(true);
  });

  it('does not wake early when the clock was set back', async () => {
    const sleep = systemClock.sleepUntil(systemClock.now() + 10_000);
    vi.setSystemTime(Date.UTC(2025, 11, 31));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await settled(sleep)).toBe(false);
    await vi.advanceTimersByTimeAsync(day);
    expect(await settled(sleep)).toBe(true);
  });

  it('wakes as soon as the signal aborts, and leaves neither timer nor listener behind', async () => {
    const stop = new AbortController();
    const unlisten = vi.spyOn(stop.signal, 'removeEventListener');
    const sleeps = [
      systemClock.sleep(day, stop.signal),
      systemClock.sleepUntil(systemClock.now() + day, stop.signal),
    ];
    expect(vi.getTimerCount()).toBe(2);
    stop.abort();
    await Promise.all(sleeps);
    expect(vi.getTimerCount()).toBe(0);
    expect(unlisten).toHaveBeenCalledTimes(2);
  });

  it('does not sleep when there is nothing to wait for', async () => {
    await systemClock.sleep(0);
    await systemClock.sleep(-5);
    await systemClock.sleepUntil(systemClock.now());
    await systemClock.sleep(day, AbortSignal.abort());
    expect(vi.getTimerCount()).toBe(0);
  });
});
