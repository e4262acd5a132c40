import { describe, expect, test } from 'vitest';
import { recordCall } from '../../testing/recorded-call.js';

const list = (...words: string[]) => recordCall(['runs', 'list', ...words]);

describe('runs list', () => {
  test('shows the 20 newest runs unless told otherwise', async () => {
    expect(await list()).toMatchObject({ operation: 'listRuns', input: { limit: 20, offset: 0 } });
    expect((await list('-l', '50', '--offset', '100')).input).toMatchObject({ limit: 50, offset: 100 });
  });

  test('filters by word, status, client, job and time', async () => {
    expect((await list('failed')).input).toMatchObject({ filter: 'failed' });
    const { input } = await list('-s', 'queued', '-c', 'client-123', '--job', 'a', '--since', '2026-01-14');
    expect(input).toMatchObject({
      status: 'queued',
      client: 'client-123',
      job: 'a',
      since: new Date('2026-01-14T00:00:00Z'),
    });
  });

  test.each([
    ['-l', '0'],
    ['-l', '10001'],
    ['--offset', '-1'],
    ['--offset', '1.5'],
    ['--since', 'yesterday'],
  ])('refuses %s %s', async (flag, value) => {
    await expect(list(flag, value)).rejects.toMatchObject({ code: 'invalid_value' });
  });
});
