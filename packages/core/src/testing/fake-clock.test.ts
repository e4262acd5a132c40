import { describe, expect, it } from 'vitest';
import { createFakeClock } from './fake-clock.js';

describe('a fake clock', () => {
  it('stands still until it is advanced', async () => {
    const clock = createFakeClock(new Date('2026-01-01T00:00:00Z'));
    expect(clock.now()).toBe(Date.UTC(2026, 0));
    await clock.advance(1500);
    expect(clock.now()).toBe(Date.UTC(2026, 0) + 1500);
  });

  it('wakes sleepers in the order of their moments, each at its own time, and not those after', async () => {
    const clock = createFakeClock(0);
    const woken: [string, number][] = [];
    const sleeper = async (name: string, moment: number): Promise<void> => {
      await clock.sleepUntil(moment);
      woken.push([name, clock.now()]);
    };
    const all = [sleeper('late', 300), sleeper('first', 100), sleeper('same', 100), sleeper('never', 1000)];
    await clock.advance(500);
    expect(woken).toEqual([
      ['first', 100],
      ['same', 100],
      ['late', 300],
    ]);
    await clock.advance(500);
    await Promise.all(all);
  });

  it('lets a loop that reschedules itself run through all its rounds', async () => {
    const clock = createFakeClock(0);
    const stop = new AbortController();
    const rounds: number[] = [];
    const loop = (async () => {
      while (!stop.signal.aborted) {
        rounds.push(clock.now());
        await Promise.resolve().then(() => Promise.resolve());
        await clock.sleep(100, stop.signal);
      }
    })();
    await clock.advance(350);
    expect(rounds).toEqual([0, 100, 200, 300]);
    stop.abort();
    await loop;
  });

  it('wakes a sleeper whose signal aborts', async () => {
    const clock = createFakeClock(0);
    const stop = new AbortController();
    const sleep = clock.sleep(100, stop.signal);
    stop.abort();
    await sleep;
    await clock.sleep(100, stop.signal);
    expect(clock.now()).toBe(0);
  });

  it('says when so many sleep', async () => {
    const clock = createFakeClock(0);
    const seen: string[] = [];
    const both = clock.untilSleeping(2).then(() => seen.push('both'));
    const first = clock.sleep(10);
    await clock.untilSleeping();
    expect(seen).toEqual([]);
    const second = clock.sleep(20);
    await both;
    expect(seen).toEqual(['both']);
    await clock.advance(20);
    await Promise.all([first, second]);
  });
});
