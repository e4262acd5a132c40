import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Duration, InvalidDurationError, parseDuration } from './duration.js';

const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const tenYears = 3653 * units.d;

describe('parseDuration', () => {
  it.each<[Duration, number]>([
    ['500ms', 500],
    ['30s', 30_000],
    ['5m', 300_000],
    ['2h', 7_200_000],
    ['7d', 604_800_000],
    ['1.5h', 5_400_000],
    ['0.0015s', 2],
    ['3653d', tenYears],
    [1, 1],
    [86_400_000, 86_400_000],
  ])('reads %s as %d ms', (duration, milliseconds) => {
    expect(parseDuration(duration)).toBe(milliseconds);
  });

  it.each([
    ['', "is not a duration such as '30s', '5m', '2h' or '7d'"],
    ['10', "is not a duration such as '30s', '5m', '2h' or '7d'"],
    ['5 m', "is not a duration such as '30s', '5m', '2h' or '7d'"],
    ['5min', "is not a duration such as '30s', '5m', '2h' or '7d'"],
    ['1e3s', "is not a duration such as '30s', '5m', '2h' or '7d'"],
    ['.5h', "is not a duration such as '30s', '5m', '2h' or '7d'"],
    ['5M', "is not a duration such as '30s', '5m', '2h' or '7d'"],
    [Number.NaN, "is not a duration such as '30s', '5m', '2h' or '7d'"],
    ['0s', 'is shorter than a millisecond'],
    ['0.4ms', 'is shorter than a millisecond'],
    ['-5m', 'is shorter than a millisecond'],
    [0, 'is shorter than a millisecond'],
    [Number.NEGATIVE_INFINITY, 'is shorter than a millisecond'],
    ['3654d', 'is longer than ten years'],
    ['9007199254740993d', 'is longer than ten years'],
    [Number.POSITIVE_INFINITY, 'is longer than ten years'],
  ])('refuses %j, which %s', (value, reason) => {
    const error = errorOf(value);
    expect(error).toBeInstanceOf(RangeError);
    expect(error).toMatchObject({ code: 'invalid_duration', value });
    expect(error?.message).toBe(`${typeof value === 'string' ? `'${value}'` : value} ${reason}`);
  });

  it('reads a whole number of any unit as that many', () => {
    const amount = fc.integer({ min: 1, max: 3653 });
    fc.assert(
      fc.property(
        amount,
        fc.constantFrom(...(Object.keys(units) as (keyof typeof units)[])),
        (count, unit) => {
          expect(parseDuration(`${count}${unit}`)).toBe(count * units[unit]);
        },
      ),
      { seed: 1 },
    );
  });

  it('answers any text with whole milliseconds within its limits, or with an InvalidDurationError', () => {
    const text = fc.oneof(
      fc.string(),
      fc
        .tuple(fc.double(), fc.constantFrom('ms', 's', 'm', 'h', 'd', 'w', ''))
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (value) => {
        if (errorOf(value) !== null) return;
        const milliseconds = parseDuration(value);
        expect(Number.isInteger(milliseconds)).toBe(true);
        expect(milliseconds).toBeGreaterThanOrEqual(1);
        expect(milliseconds).toBeLessThanOrEqual(tenYears);
      }),
      { seed: 2, numRuns: 500 },
    );
  });
});

function errorOf(value: number | string): InvalidDurationError | null {
  try {
    parseDuration(value);
    return null;
  } catch (error) {
    if (error instanceof InvalidDurationError) return error;
    throw error;
  }
}
