import { describe, expect, test } from 'vitest';
import { EstimateFaultyError, priceEstimate } from './price-estimate.js';

const prices = { currency: 'EUR', prices: { tokens: '0.000002' } };

test('an estimate is priced line by line and summed exactly, with its low and high ends', () => {
  const returned = {
    components: [
      { component: 'tokens', quantity: 75_000, low: 50_000, high: 100_000 },
      { component: 'embeddings', quantity: 2, unitPrice: 0.01 },
    ],
    warnings: ['two files are large'],
  };
  expect(priceEstimate(returned, prices)).toEqual({
    currency: 'EUR',
    lines: [
      { component: 'tokens', quantity: '75000', unit_price: '0.000002', amount: '0.15' },
      { component: 'embeddings', quantity: '2', unit_price: '0.01', amount: '0.02' },
    ],
    amount: '0.17',
    low: '0.12',
    high: '0.22',
    warnings: ['two files are large'],
  });
});

test('nothing to pay for costs nothing', () => {
  expect(priceEstimate({ components: [] }, prices)).toMatchObject({ amount: '0', high: '0', lines: [] });
});

describe('what is no estimate is refused', () => {
  const line = { component: 'tokens', quantity: 1 };
  test.each<[unknown, string]>([
    [undefined, 'returned no components'],
    [{ components: 'many' }, 'returned no components'],
    [{ components: [line, line] }, "'tokens' is there twice"],
    [{ components: [{ component: '', quantity: 1 }] }, 'has a name'],
    [{ components: [{ ...line, quantity: -1 }] }, '-1 is no amount'],
    [{ components: [{ ...line, quantity: Number.NaN }] }, 'NaN is no amount'],
    [{ components: [{ ...line, unitPrice: -0.01 }] }, '-0.01 is no amount'],
    [{ components: [{ ...line, low: 2 }] }, 'not between low and high'],
    [{ components: [{ ...line, high: 0.5 }] }, 'not between low and high'],
    [{ components: [{ component: 'paper', quantity: 1 }] }, "'paper' has no price"],
    [{ components: Array.from({ length: 101 }, () => line) }, 'at most 100 components'],
    [{ components: [line], warnings: 'oh' }, 'warnings are a list'],
  ])('%j', (returned, message) => {
    expect(() => priceEstimate(returned, prices)).toThrow(EstimateFaultyError);
    expect(() => priceEstimate(returned, prices)).toThrow(message);
  });
});
