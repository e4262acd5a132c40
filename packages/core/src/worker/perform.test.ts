import { JobResult } from '@infra/traits';
import { describe, expect, it } from 'vitest';
import { createFakeClock } from '../testing/fake-clock.js';
import { Interruption, perform, type PerformOptions, stopGraceMs } from './perform.js';

const never = () => new Promise<JobResult>(() => {});

function optionsOf(given: Partial<PerformOptions> = {}): PerformOptions {
  return { timeoutMs: null, graceMs: 300, killable: false, clock: createFakeClock(0), ...given };
}

describe('an attempt', () => {
  it('ends with what its job returns or throws', async () => {
    const options = optionsOf();
    const result = JobResult.success();
    expect(await perform(async () => result, new Interruption(), options)).toEqual({
      kind: 'returned',
      result,
    });
    const error = new Error('boom');
    expect(await perform(() => Promise.reject(error), new Interruption(), options)).toEqual({
      kind: 'threw',
      error,
    });
    const synchronous = (): Promise<JobResult> => {
      throw error;
    };
    expect(await perform(synchronous, new Interruption(), options)).toEqual({ kind: 'threw', error });
  });

  it.each([undefined, null, 'done', {}, { success: 'yes' }])(
    'has failed when its job returns %j',
    async (given) => {
      const job = () => Promise.resolve(given as unknown as JobResult);
      const performed = await perform(job, new Interruption(), optionsOf());
      expect(performed).toMatchObject({ kind: 'threw' });
      expect((performed as { error: Error }).error.message).toMatch(
        /^execute\(\) returned .*, not a JobResult$/,
      );
    },
  );

  it('is told when its time is up, and may still end by itself', async () => {
    const clock = createFakeClock(0);
    const interruption = new Interruption();
    const obedient = () =>
      new Promise<JobResult>((_, reject) => {
        interruption.signal.addEventListener('abort', () => reject(interruption.signal.reason as Error));
      });
    const performed = perform(obedient, interruption, optionsOf({ timeoutMs: 1_000, clock }));
    await clock.advance(999);
    expect(interruption.signal.aborted).toBe(false);
    await clock.advance(1);
    expect(await performed).toMatchObject({ kind: 'threw', error: { name: 'AbortError' } });
    expect(interruption.cause).toBe('timeout');
  });

  it.each([
    ['cancelled', 300],
    ['timeout', 300],
    ['stopping', stopGraceMs],
    ['worker_dead', stopGraceMs],
  ] as const)(
    'is abandoned when it was interrupted (%s) and did not end within %i ms',
    async (cause, graceMs) => {
      const clock = createFakeClock(0);
      const interruption = new Interruption();
      let ended = false;
      const performed = perform(never, interruption, optionsOf({ clock })).finally(() => (ended = true));
      interruption.interrupt(cause);
      await clock.untilSleeping();
      await clock.advance(graceMs - 1);
      expect(ended).toBe(false);
      await clock.advance(1);
      expect(await performed).toEqual({ kind: 'abandoned' });
    },
  );

  it.each(['before', 'during'])('is abandoned at once when it is forced %s its grace time', async (when) => {
    const clock = createFakeClock(0);
    const interruption = new Interruption();
    const performed = perform(never, interruption, optionsOf({ clock }));
    if (when === 'before') interruption.force();
    interruption.interrupt('cancelled');
    await clock.untilSleeping();
    if (when === 'during') interruption.force();
    expect(await performed).toEqual({ kind: 'abandoned' });
  });

  it('that can be killed is told when it is abandoned, and is gone before its end is known', async () => {
    const clock = createFakeClock(0);
    const interruption = new Interruption();
    const order: string[] = [];
    const job = (abandoned: AbortSignal | null) =>
      new Promise<JobResult>((_, reject) => {
        abandoned?.addEventListener('abort', () => {
          order.push('killed');
          setImmediate(() => {
            order.push('gone');
            reject(new Error('killed'));
          });
        });
      });
    const performed = perform(job, interruption, optionsOf({ clock, killable: true }));
    interruption.interrupt('timeout');
    await clock.untilSleeping();
    expect(order).toEqual([]);
    await clock.advance(300);
    expect(await performed).toEqual({ kind: 'abandoned' });
    expect(order).toEqual(['killed', 'gone']);
  });

  it('that can be killed gets no grace when others have its run', async () => {
    const interruption = new Interruption();
    const job = (abandoned: AbortSignal | null) =>
      new Promise<JobResult>((_, reject) => {
        abandoned?.addEventListener('abort', () => reject(new Error('killed')));
      });
    const performed = perform(job, interruption, optionsOf({ killable: true }));
    interruption.interrupt('worker_dead');
    expect(await performed).toEqual({ kind: 'abandoned' });
  });

  it('does not begin when it was interrupted before', async () => {
    const interruption = new Interruption();
    interruption.interrupt('cancelled');
    let began = false;
    const job = async () => {
      began = true;
      return JobResult.success();
    };
    expect(await perform(job, interruption, optionsOf({ timeoutMs: 1 }))).toEqual({
      kind: 'abandoned',
    });
    expect(began).toBe(false);
  });

  it('has the grace time of its first interruption, whatever comes after', async () => {
    const clock = createFakeClock(0);
    const interruption = new Interruption();
    const performed = perform(never, interruption, optionsOf({ clock }));
    interruption.interrupt('cancelled');
    await clock.untilSleeping();
    interruption.interrupt('worker_dead');
    await clock.advance(300);
    expect(await performed).toEqual({ kind: 'abandoned' });
  });

  it('that has ended does not run out of time', async () => {
    const clock = createFakeClock(0);
    const interruption = new Interruption();
    await perform(async () => JobResult.success(), interruption, optionsOf({ timeoutMs: 10, clock }));
    await clock.advance(1_000);
    expect(interruption.cause).toBeNull();
  });
});

describe('an interruption', () => {
  it('has one cause, the first, but for the death of the worker', () => {
    const interruption = new Interruption();
    interruption.interrupt('cancelled', 'enough');
    interruption.interrupt('timeout');
    expect([interruption.cause, interruption.reason]).toEqual(['cancelled', 'enough']);
    interruption.interrupt('worker_dead');
    expect(interruption.cause).toBe('worker_dead');
  });
});
