import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { retryDelay } from './retry-delay.js';

const backoff = { kind: 'exponential' as const, firstMs: 10_000, factor: 2, capMs: 3_600_000, jitter: 0 };

describe('the wait before a retry', () => {
  it.each([
    [1, 10_000],
    [2, 20_000],
    [5, 160_000],
    [9, 2_560_000],
    [10, 3_600_000],
    [99, 3_600_000],
  ])('after failure %i is %i ms', (failures, wait) => {
    expect(retryDelay(backoff, failures, 0.5)).toBe(wait);
  });

  it('grows by the same step each time when it is linear, and not at all when it is fixed', () => {
    const waits = (kind: 'fixed' | 'linear') =>
      [1, 2, 3, 1000].map((failures) => retryDelay({ ...backoff, kind }, failures, 0.5));
    expect(waits('linear')).toEqual([10_000, 20_000, 30_000, 3_600_000]);
    expect(waits('fixed')).toEqual([10_000, 10_000, 10_000, 10_000]);
  });

  it('is spread evenly around its value by the jitter', () => {
    const jittered = { ...backoff, jitter: 0.25 };
    expect([0, 0.25, 0.5, 0.75, 1].map((random) => retryDelay(jittered, 1, random))).toEqual([
      7_500, 8_750, 10_000, 11_250, 12_500,
    ]);
  });

  it('is a whole number between nothing and the cap with its jitter, and grows with the failures', () => {
    const policies = fc.record({
      kind: fc.constantFrom('fixed' as const, 'linear' as const, 'exponential' as const),
      firstMs: fc.integer({ min: 0, max: 86_400_000 }),
      factor: fc.double({ min: 1, max: 10, noNaN: true }),
      capMs: fc.integer({ min: 0, max: 86_400_000 }),
      jitter: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(policies, fc.integer({ min: 1, max: 100 }), share, (policy, failures, random) => {
        const wait = retryDelay(policy, failures, random);
        expect(Number.isSafeInteger(wait)).toBe(true);
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThanOrEqual(Math.ceil(policy.capMs * (1 + policy.jitter)));
        expect(retryDelay(policy, failures + 1, random)).toBeGreaterThanOrEqual(wait);
      }),
    );
  });
});
