import { describe, expect, it } from 'vitest';
import { days, dryRun, hours } from './parameters.js';

describe('hours', () => {
  it.each([
    [1, 1],
    [0.5, 0.5],
    ['2', 2],
    ['0.25', 0.25],
    [87_600, 87_600],
  ])('takes %j', (given, expected) => {
    expect(hours.parse(given)).toBe(expected);
  });

  it.each([0, -1, '0', '-1', '', 'abc', 87_601, '1e9', Number.NaN, Number.POSITIVE_INFINITY, [1, 2]])(
    'refuses %j',
    (given) => {
      expect(hours.safeParse(given).success).toBe(false);
    },
  );
});

describe('days', () => {
  it.each([0, -7, 'soon', 3651])('refuses %j', (given) => {
    expect(days.safeParse(given).success).toBe(false);
  });
});

describe('dryRun', () => {
  it.each([
    [true, true],
    [false, false],
    ['true', true],
    ['false', false],
    [undefined, false],
  ])('takes %j', (given, expected) => {
    expect(dryRun.parse(given)).toBe(expected);
  });

  it.each(['', 'yes', '1', 1, null])('refuses %j rather than delete by mistake', (given) => {
    expect(dryRun.safeParse(given).success).toBe(false);
  });
});
