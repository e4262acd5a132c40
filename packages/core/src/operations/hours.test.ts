import { expect, test } from 'vitest';
import { windowMs } from './hours.js';

test.each([
  [1, 3_600_000],
  [72, 259_200_000],
])('%d hours are %d ms', (hours, ms) => {
  expect(windowMs(hours, 72)).toBe(ms);
});

test.each([0, 73, 1.5, -1, Number.NaN])('a window of %d hours is refused, where 72 are the most', (hours) => {
  expect(() => windowMs(hours, 72)).toThrow(`hours are a whole number from 1 to 72, not ${hours}`);
});
