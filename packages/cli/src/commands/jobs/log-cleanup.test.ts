import { expect, test } from 'vitest';
import { recordCall } from '../../testing/recorded-call.js';

const cleanup = (...words: string[]) => recordCall(['jobs', 'log-cleanup', ...words]);

test('jobs log-cleanup takes 30 days and deletes unless told otherwise', async () => {
  expect(await cleanup()).toMatchObject({ operation: 'cleanupLogs', input: { days: 30, dryRun: false } });
  expect((await cleanup('--days', '7', '--dry-run')).input).toMatchObject({ days: 7, dryRun: true });
});

test.each(['-1', '0', 'abc', '3651'])('jobs log-cleanup refuses %j days', async (days) => {
  await expect(cleanup('--days', days)).rejects.toThrow(/--days takes a number of days above 0/);
});
