import { describe, expect, it } from 'vitest';
import { momentAfter, type TimeStep } from './time-step.js';

const after = (now: string, step: TimeStep) => new Date(momentAfter(Date.parse(now), step)).toISOString();

describe('a step of a test’s clock', () => {
  it.each<[string, TimeStep, string]>([
    ['2026-01-01T00:00:00Z', '90s', '2026-01-01T00:01:30.000Z'],
    ['2026-01-01T00:00:00Z', 1_500, '2026-01-01T00:00:01.500Z'],
    ['2026-01-01T00:00:00Z', '2 hours', '2026-01-01T02:00:00.000Z'],
    ['2026-01-01T00:00:00Z', '1 week', '2026-01-08T00:00:00.000Z'],
    ['2026-01-01T00:00:00Z', '1 month', '2026-02-01T00:00:00.000Z'],
    ['2026-01-31T12:00:00Z', '1 month', '2026-02-28T12:00:00.000Z'],
    ['2024-01-31T12:00:00Z', '1 month', '2024-02-29T12:00:00.000Z'],
    ['2026-11-30T00:00:00Z', '3 months', '2027-02-28T00:00:00.000Z'],
    ['2024-02-29T00:00:00Z', '1 year', '2025-02-28T00:00:00.000Z'],
    ['2026-01-01T00:00:00Z', { to: new Date('2026-03-01T00:00:00Z') }, '2026-03-01T00:00:00.000Z'],
  ])('from %s by %j leads to %s', (now, step, moment) => {
    expect(after(now, step)).toBe(moment);
  });

  it('is refused when it leads back or nowhere', () => {
    const now = '2026-01-01T00:00:00Z';
    expect(() => after(now, { to: new Date('2025-12-31T00:00:00Z') })).toThrow('goes forward');
    expect(() => after(now, { to: new Date(Number.NaN) })).toThrow('no date');
    expect(() => after(now, '1 fortnight' as TimeStep)).toThrow('not a duration');
    expect(() => after(now, '-1s')).toThrow('shorter than a millisecond');
  });
});
