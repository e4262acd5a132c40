import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Decimal, digitsOf, multiply, numberOf, readDecimal, sum } from './decimal.js';

const cents: fc.Arbitrary<number> = fc.integer({ min: 0, max: 10 ** 9 });

describe('a decimal', () => {
  test.each([
    [0.15, '0.15'],
    ['0.000002', '0.000002'],
    [1e-7, '0.0000001'],
    [0.1 + 0.2, '0.3'],
    ['007.50', '7.5'],
    [123_456_789, '123456789'],
  ])('%j is %s', (given, digits) => expect(digitsOf(readDecimal(given))).toBe(digits));

  test.each([
    -1,
    -0.01,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    1e12,
    '-1',
    '1e3',
    '',
    '.5',
    '0.1234567890123',
    null,
    [1],
  ])('%j is none', (given) => expect(() => readDecimal(given)).toThrow(RangeError));

  test('is summed exactly, in any order', () => {
    expect(numberOf(sum([0.15, 0.02].map(readDecimal)))).toBe(0.17);
    fc.assert(
      fc.property(fc.array(cents, { maxLength: 50 }), (amounts) => {
        const decimals: Decimal[] = amounts.map((amount) => readDecimal((amount / 100).toFixed(2)));
        const total = amounts.reduce((all, amount) => all + amount, 0);
        expect(sum(decimals.toReversed())).toBe(readDecimal((total / 100).toFixed(2)));
      }),
    );
  });

  test('times a price is rounded half up at the twelfth decimal', () => {
    expect(digitsOf(multiply(readDecimal(1200), readDecimal('0.000002')))).toBe('0.0024');
    expect(digitsOf(multiply(readDecimal('0.000000000001'), readDecimal(0.5)))).toBe('0.000000000001');
    expect(digitsOf(multiply(readDecimal('0.000000000001'), readDecimal(0.4)))).toBe('0');
    expect(() => multiply(readDecimal(1e11), readDecimal(1e11))).toThrow(RangeError);
  });

  test('survives the way to the database and back', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 24n - 1n }), (decimal) => {
        expect(readDecimal(digitsOf(decimal))).toBe(decimal);
      }),
    );
  });
});
