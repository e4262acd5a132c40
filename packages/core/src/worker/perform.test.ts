import { JobResult } from '@infra/traits';
import { describe, expect, it } from 'vitest';
import { createFakeClock } from '../testing/fake-clock.js';
import { abortGraceMs, Interruption, perform } from './perform.js';

const never = () => new Promise<JobResult>(() => {});

describe('an attempt', () => {
  it('ends with what its job returns or throws', async () => {
    const options = { timeoutMs: null, clock: createFakeClock(0) };
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
      const performed = await perform(job, new Interruption(), {
        timeoutMs: null,
        clock: createFakeClock(0),
      });
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
    const performed = perform(obedient, interruption, { timeoutMs: 1_000, clock });
    await clock.advance(999);
    expect(interruption.signal.aborted).toBe(false);
    await clock.advance(1);
    expect(await performed).toMatchObject({ kind: 'threw', error: { name: 'AbortError' } });
    expect(interruption.cause).toBe('timeout');
  });

  it('is abandoned when it does not end within its grace time', async () => {
    const clock = createFakeClock(0);
    const interruption = new Interruption();
    let ended = false;
    const performed = perform(never, interruption, { timeoutMs: null, clock }).finally(() => (ended = true));
    interruption.interrupt('cancelled', 'enough');
    await clock.untilSleeping();
    await clock.advance(abortGraceMs - 1);
    expect(ended).toBe(false);
    await clock.advance(1);
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
    expect(await perform(job, interruption, { timeoutMs: 1, clock: createFakeClock(0) })).toEqual({
      kind: 'abandoned',
    });
    expect(began).toBe(false);
  });

  it('that has ended does not run out of time', async () => {
    const clock = createFakeClock(0);
    const interruption = new Interruption();
    await perform(async () => JobResult.success(), interruption, { timeoutMs: 10, clock });
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
