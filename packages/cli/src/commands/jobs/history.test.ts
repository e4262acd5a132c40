import { describe, expect, test } from 'vitest';
import { recordCall } from '../../testing/recorded-call.js';

const history = (...words: string[]) => recordCall(['jobs', 'history', ...words]);

describe('jobs history', () => {
  test('shows 20 runs unless told otherwise', async () => {
    expect(await history()).toMatchObject({ operation: 'jobHistory', input: { limit: 20 } });
    expect((await history('-n', '50')).input).toMatchObject({ limit: 50 });
  });

  test('filters by job, status and time', async () => {
    const { input } = await history('--job', 'a', '-s', 'failed', '--since', '2026-01-14T10:00:00Z');
    expect(input).toEqual({ job: 'a', status: 'failed', since: new Date('2026-01-14T10:00:00Z'), limit: 20 });
  });

  test('takes a duration as a time before now', async () => {
    const { input } = await history('--since', '2h');
    const { since } = input as { since: Date };
    expect(Math.abs(Date.now() - 7_200_000 - since.getTime())).toBeLessThan(60_000);
  });

  test.each(['0', '-1', 'abc', '1.5', '10001', '', '1e3'])(
    'refuses %j as a number of rows',
    async (limit) => {
      await expect(history('-n', limit)).rejects.toThrow(/--limit takes a whole number from 1 to 10000/);
    },
  );

  test.each(['yesterday', '2h30', '-5m', '2026-13-01', '2026-02-30', '1y'])(
    'refuses %j as a time',
    async (since) => {
      await expect(history('--since', since)).rejects.toMatchObject({ code: 'invalid_value' });
    },
  );
});
