import { expect, test } from 'vitest';
import { recordCall } from '../../testing/recorded-call.js';

const disable = (...words: string[]) => recordCall(['jobs', 'disable', 'a', ...words]);

test('jobs disable takes a duration from now as its end', async () => {
  const { operation, input } = await disable('--until', '2h');
  const { until } = input as { until: Date };
  expect(operation).toBe('disableJob');
  expect(Math.abs(Date.now() + 7_200_000 - until.getTime())).toBeLessThan(60_000);
});

test.each(['2020-01-01', 'soon', '-2h'])('jobs disable refuses %j as its end', async (until) => {
  await expect(disable('--until', until)).rejects.toMatchObject({ code: 'invalid_value' });
});
