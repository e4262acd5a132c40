import { describe, expect, test } from 'vitest';
import { recordCall } from '../../testing/recorded-call.js';

const failures = (...words: string[]) =>
  recordCall(['failures', ...words], { answer: { refused: [{ id: '1', reason: 'is resolved already' }] } });

describe('failures list', () => {
  test('shows 50 unresolved ones unless told otherwise', async () => {
    expect(await failures('list')).toMatchObject({
      operation: 'listFailures',
      input: { limit: 50, view: 'failures' },
    });
    const { input } = await failures('list', '--job', 'a', '-l', '5', '--grouped');
    expect(input).toEqual({ job: 'a', limit: 5, view: 'groups' });
    expect((await failures('list', '--resolved')).input).toMatchObject({ view: 'resolved' });
  });

  test('refuses two views at once and a limit that is none', async () => {
    await expect(failures('list', '--grouped', '--resolved')).rejects.toMatchObject({ code: 'usage' });
    await expect(failures('list', '-l', '0')).rejects.toThrow(/--limit takes a whole number/);
  });
});

describe.each([
  ['resubmit', 'resubmitFailures'],
  ['delete', 'deleteFailures'],
])('failures %s', (verb, operation) => {
  test('takes one id without asking, and fails when it is refused', async () => {
    expect(await failures(verb, '1')).toMatchObject({
      operation,
      input: { selection: { ids: ['1'] } },
      exitCode: 1,
    });
  });

  test('takes many ids, or all of a job, when nobody has to be asked', async () => {
    expect((await failures(verb, '1', '2', '--yes')).input).toEqual({ selection: { ids: ['1', '2'] } });
    expect((await failures(verb, '--all', '--job', 'a', '-y')).input).toEqual({
      selection: { all: true, job: 'a' },
    });
    expect((await failures(verb, '--all', '--fingerprint', 'f', '-y')).input).toEqual({
      selection: { all: true, fingerprint: 'f' },
    });
  });

  test.each([['1', '2'], ['--all']])(
    'asks before many, and without a terminal refuses: %s',
    async (...words) => {
      await expect(failures(verb, ...words)).rejects.toMatchObject({
        code: 'confirmation_required',
        hint: 'give --yes',
      });
    },
  );

  test.each([[['1', '--all']], [['1', '--job', 'a']], [['1', '--fingerprint', 'f']], [[]]])(
    'refuses %j',
    async (words) => {
      await expect(failures(verb, ...words)).rejects.toMatchObject({ code: 'usage' });
    },
  );
});
