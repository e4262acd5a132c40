import { expect, test } from 'vitest';
import { scheduleFault } from './schedule-fault.js';

test.each([
  ['0 0 2 * * *', true],
  ['  0 0  2 * * 1-5 ', true],
  ['0 2 * * *', false],
  ['', false],
  ['@daily', false],
])('%j is a schedule of six fields: %j', (schedule, fits) => {
  expect(scheduleFault(schedule, { source: 'posts' }) === null).toBe(fits);
});

test('a schedule whose runs are given secrets is not set anew without them', () => {
  expect(scheduleFault('0 0 2 * * *', { source: 'posts', key: '***' })).toContain('secrets');
});
