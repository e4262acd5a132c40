import { describe, expect, test } from 'vitest';
import { recordCall } from '../../testing/recorded-call.js';

const logs = (...words: string[]) => recordCall(['runs', 'logs', ...words]);

describe('runs logs', () => {
  test('takes all lines unless told otherwise, and 50 where --tail has no number', async () => {
    expect(await logs('12')).toMatchObject({ operation: 'readRunLogs', input: { id: '12' } });
    expect((await logs('12')).input).toMatchObject({ tail: undefined });
    expect((await logs('12', '--tail')).input).toMatchObject({ tail: 50 });
    expect((await logs('12', '--tail', '7')).input).toMatchObject({ tail: 7 });
  });

  test('is told of lines as they come, but not with --json alone', async () => {
    expect((await logs('12')).input).toMatchObject({ onLines: expect.any(Function) as unknown });
    expect((await logs('12', '--follow', '--json')).input).toMatchObject({ follow: true });
  });

  test.each([
    ['--tail', '0'],
    ['--tail', 'many'],
    ['--since', 'yesterday'],
  ])('refuses %s %s', async (flag, value) => {
    await expect(logs('12', flag, value)).rejects.toMatchObject({ code: 'invalid_value' });
  });
});
