import { expect, test } from 'vitest';
import { recordCall } from '../../testing/recorded-call.js';

test('jobs next shows ten from now unless told otherwise', async () => {
  const { operation, input } = await recordCall(['jobs', 'next', 'a']);
  expect(operation).toBe('nextOccurrences');
  expect(input).toEqual({ name: 'a', limit: 10, from: undefined });
});

test('jobs next starts at another time', async () => {
  const { input } = await recordCall(['jobs', 'next', 'a', '-n', '3', '--from', '2027-03-28 01:00:00+01:00']);
  expect(input).toEqual({ name: 'a', limit: 3, from: new Date('2027-03-28T00:00:00Z') });
});

test('jobs next refuses a time that is none', async () => {
  await expect(recordCall(['jobs', 'next', 'a', '--from', '2h'])).rejects.toThrow(
    /--from takes a time such as/,
  );
});
