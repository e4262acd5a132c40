import { expect, test } from 'vitest';
import { recordCall } from '../../testing/recorded-call.js';

const cleanup = (...words: string[]) => recordCall(['jobs', 'cleanup-sessions', ...words]);

test('jobs cleanup-sessions takes one hour and deletes unless told otherwise', async () => {
  expect(await cleanup()).toMatchObject({ operation: 'cleanupSessions', input: { hours: 1, dryRun: false } });
  expect((await cleanup('--hours', '2.5', '--dry-run')).input).toMatchObject({ hours: 2.5, dryRun: true });
});

test.each(['-1', '0', 'abc', '', '1e9', '87601', 'Infinity'])(
  'jobs cleanup-sessions refuses %j hours',
  async (hours) => {
    await expect(cleanup('--hours', hours)).rejects.toThrow(/--hours takes a number of hours above 0/);
  },
);
