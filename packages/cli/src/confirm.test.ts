import { describe, expect, test } from 'vitest';
import { assertMayAsk, confirm, confirmByTyping } from './confirm.js';
import { fakeTerminal } from './testing/recorded-call.js';

const typed = (text: string) => ({ terminal: fakeTerminal(text), mayAsk: true });

describe('a question', () => {
  test.each([
    ['y\n', true],
    ['Y\r\n', true],
    ['yes\n', true],
    ['n\n', false],
    ['\n', false],
    ['', false],
    ['yesterday\n', false],
    ['n\ny\n', false],
  ])('that %j answers is %s', async (answer, expected) => {
    const asked = typed(answer);
    expect(await confirm(asked, 'About to cancel 15 runs. Continue?', '--yes')).toBe(expected);
    expect(asked.terminal.written).toEqual({
      stdout: '',
      stderr: 'About to cancel 15 runs. Continue? [y/N] ',
    });
  });

  test.each([
    ['DELETE ALL JOBS\n', true],
    ['delete all jobs\n', false],
    ['y\n', false],
    ['', false],
  ])('for a sentence: %j is %s', async (answer, expected) => {
    expect(await confirmByTyping(typed(answer), 'DELETE ALL JOBS', '--yes')).toBe(expected);
  });

  test('is never asked where nobody sits; the flag is named instead', async () => {
    const asked = { terminal: fakeTerminal('y\n'), mayAsk: false };
    await expect(confirm(asked, 'Continue?', '--yes')).rejects.toMatchObject({
      code: 'confirmation_required',
      hint: 'give --yes',
    });
    expect(() => assertMayAsk(asked, '--confirm')).toThrow('no terminal');
    expect(asked.terminal.written.stderr).toBe('');
  });
});
