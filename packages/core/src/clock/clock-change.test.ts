import { expect, it } from 'vitest';
import { clockChangePolicy } from './clock-change.js';

it.each([
  ['0 30 * * * *', { missing: 'next', repeated: 'both' }],
  ['0 30 */2 * * *', { missing: 'next', repeated: 'both' }],
  ['0 30 2 * * *', { missing: 'next', repeated: 'first' }],
  ['0 30 0-23 * * *', { missing: 'next', repeated: 'first' }],
  ['0 30 */2,5 * * *', { missing: 'next', repeated: 'first' }],
])('%s meets clock changes with %j where nothing was chosen', (schedule, policy) => {
  expect(clockChangePolicy(schedule)).toEqual(policy);
});

it('keeps what was chosen', () => {
  expect(clockChangePolicy('0 0 * * * *', { repeated: 'first' })).toEqual({
    missing: 'next',
    repeated: 'first',
  });
  expect(clockChangePolicy('0 0 2 * * *', { missing: 'skip' })).toEqual({
    missing: 'skip',
    repeated: 'first',
  });
});
