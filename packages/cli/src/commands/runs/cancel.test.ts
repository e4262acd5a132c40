import { describe, expect, test } from 'vitest';
import { recordCall } from '../../testing/recorded-call.js';

const answer = { cancelled: ['1'], refused: [], stopping: [], total: 1, has_more: false };
const cancel = (words: string[], given: object = answer) =>
  recordCall(['runs', 'cancel', ...words], { answer: given });

describe('runs cancel', () => {
  test('of one run asks nobody', async () => {
    const { operation, input, exitCode } = await cancel(['12', '--reason', 'wrong parameters']);
    expect([operation, exitCode]).toEqual(['cancelRuns', 0]);
    expect(input).toEqual({ target: '12', reason: 'wrong parameters' });
  });

  test('of many asks, unless it was told yes', async () => {
    const { input } = await cancel(['pending', '-c', 'client-123', '-l', '50', '-y']);
    expect(input).toEqual({ target: 'pending', client: 'client-123', limit: 50 });
    const asking = (await cancel(['all'])).input as { confirm: (runs: number) => Promise<boolean> };
    await expect(asking.confirm(15)).rejects.toMatchObject({
      code: 'confirmation_required',
      hint: 'give --yes',
    });
  });

  test.each([
    ['a run was over before', { ...answer, refused: [{ id: '2', reason: 'it is completed already' }] }],
    ['a run still ends', { ...answer, stopping: ['2'] }],
  ])('exits with 1 when %s', async (_, given) => {
    expect((await cancel(['2'], given)).exitCode).toBe(1);
  });

  test('refuses a limit beside an id, and one that is none', async () => {
    await expect(cancel(['12', '-l', '5'])).rejects.toThrow('--limit is for a filter');
    await expect(cancel(['all', '-l', '0', '-y'])).rejects.toThrow('--limit takes a whole number');
  });
});

describe('runs stop', () => {
  test('is the cancel of one run, with or without its grace time', async () => {
    const call = (words: string[]) => recordCall(['runs', 'stop', ...words], { answer });
    expect(await call(['12'])).toMatchObject({ operation: 'stopRun', input: { id: '12' } });
    expect((await call(['12', '--force'])).input).toMatchObject({ id: '12', force: true });
  });
});
