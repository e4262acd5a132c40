import { describe, expect, it } from 'vitest';
import { systemClock } from './clock.js';
import { Loop } from './loop.js';

function loopOf(round: (signal: AbortSignal) => Promise<void>, faults: unknown[] = []): Loop {
  return new Loop(round, { clock: systemClock, fault: (error) => faults.push(error), afterFaultMs: 1 });
}

describe('a loop', () => {
  it('starts a round only when the one before has ended, however often it is started', async () => {
    let under = 0;
    let most = 0;
    let rounds = 0;
    const { promise: enough, resolve } = Promise.withResolvers<void>();
    const loop = loopOf(async (signal) => {
      most = Math.max(most, ++under);
      await systemClock.sleep(1, signal);
      under--;
      if (++rounds === 5) resolve();
    });
    loop.start();
    loop.start();
    await enough;
    await loop.stop();
    expect(most).toBe(1);
  });

  it('goes on after a round that threw, and tells of it', async () => {
    const faults: unknown[] = [];
    const { promise: second, resolve } = Promise.withResolvers<void>();
    let rounds = 0;
    const loop = loopOf(async (signal) => {
      if (++rounds === 1) throw new Error('once');
      resolve();
      await systemClock.sleep(60_000, signal);
    }, faults);
    loop.start();
    await second;
    await loop.stop();
    expect(faults).toEqual([new Error('once')]);
  });

  it('stops when the round under way has ended, twice and before its start too', async () => {
    let ended = false;
    const { promise: begun, resolve } = Promise.withResolvers<void>();
    const loop = loopOf(async (signal) => {
      resolve();
      await systemClock.sleep(60_000, signal);
      ended = true;
    });
    loop.start();
    await begun;
    await Promise.all([loop.stop(), loop.stop()]);
    expect(ended).toBe(true);

    const never = loopOf(() => Promise.reject(new Error('it must not run')));
    await never.stop();
    never.start();
    await never.stop();
  });
});
