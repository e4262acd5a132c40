import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createFakeClock } from '../testing/fake-clock.js';
import { WakeableSleep } from './wakeable-sleep.js';

const clock = createFakeClock(0);

/** Whether it still sleeps once everything else had its turn. */
async function isAsleep(sleeping: Promise<boolean>): Promise<boolean> {
  const awake = sleeping.then(() => 'awake');
  await setImmediate();
  return (await Promise.race([awake, setImmediate('asleep')])) === 'asleep';
}

it('ends after its time', async () => {
  const sleeping = new WakeableSleep(clock).sleep(1_000);
  expect(await isAsleep(sleeping)).toBe(true);
  await clock.advance(1_000);
  expect(await sleeping).toBe(false);
});

it('ends when it is woken, and at once when that was before', async () => {
  const sleep = new WakeableSleep(clock);
  const sleeping = sleep.sleep(1_000);
  expect(await isAsleep(sleeping)).toBe(true);
  sleep.wake();
  expect(await sleeping).toBe(true);
  sleep.wake();
  expect(await sleep.sleep(1_000)).toBe(true);
});

it('is woken once by many calls', async () => {
  const sleep = new WakeableSleep(clock);
  sleep.wake();
  sleep.wake();
  await sleep.sleep(1_000);
  const again = sleep.sleep(1_000);
  expect(await isAsleep(again)).toBe(true);
  await clock.advance(1_000);
  await again;
});

it('ends with a signal, also one that has aborted before', async () => {
  const sleep = new WakeableSleep(clock);
  const over = new AbortController();
  const sleeping = sleep.sleep(1_000, over.signal);
  expect(await isAsleep(sleeping)).toBe(true);
  over.abort();
  await sleeping;
  await sleep.sleep(1_000, over.signal);
});
