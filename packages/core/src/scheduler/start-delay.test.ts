import { describe, expect, it } from 'vitest';
import { startDelay } from './start-delay.js';

const at = (minute: number) => new Date(minute * 60_000);

describe('the delay of a jittered start', () => {
  it('is nothing without jitter', () => {
    expect(startDelay(0, 'job', 'default', at(1))).toBe(0);
  });

  it('is the same on every host for one occurrence, and another for the next, the other schedule, the other job', () => {
    const delays = [
      startDelay(3_600_000, 'job', 'default', at(1)),
      startDelay(3_600_000, 'job', 'default', at(2)),
      startDelay(3_600_000, 'job', 'other', at(1)),
      startDelay(3_600_000, 'jobs', 'default', at(1)),
    ];
    expect(new Set(delays).size).toBe(4);
    expect(startDelay(3_600_000, 'job', 'default', at(1))).toBe(delays[0]);
  });

  it('reaches from 0 to the jitter, both included, evenly', () => {
    const delays = Array.from({ length: 4_000 }, (_, minute) => startDelay(9, 'job', 'default', at(minute)));
    for (let delay = 0; delay <= 9; delay++) {
      const share = delays.filter((each) => each === delay).length / delays.length;
      expect(share, `${delay} ms`).toBeGreaterThan(0.07);
      expect(share, `${delay} ms`).toBeLessThan(0.13);
    }
    expect(Math.min(...delays)).toBe(0);
    expect(Math.max(...delays)).toBe(9);
  });
});
