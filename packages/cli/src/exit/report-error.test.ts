import { describe, expect, test } from 'vitest';
import { recordCall, fakeTerminal } from '../testing/recorded-call.js';
import { describeError, exitCodeFor, reportError } from './report-error.js';
import { UsageError } from './usage-error.js';

const plain = { json: false, debug: false, color: false };

describe('an error', () => {
  test.each([
    [['jbs', 'list'], "unknown command 'jbs': did you mean 'jobs'?"],
    [['jobs', 'lst'], "unknown command 'lst': did you mean 'list'?"],
    [['jobs', 'list', '--tagg', 'x'], "unknown option '--tagg': did you mean '--tag'?"],
  ])('of commander is one sentence with the nearest name: %j', async (words, message) => {
    const error: unknown = await recordCall(words).catch((thrown: unknown) => thrown);
    expect(describeError(error)).toEqual({ code: 'usage', message, hint: null });
    expect(await exitCodeFor(error)).toBe(2);
  });

  test('is a sentence and a hint for people, without what a terminal would obey', () => {
    const terminal = fakeTerminal();
    reportError(new UsageError('bad \u001b[2J', { hint: 'do better' }), terminal, plain);
    expect(terminal.written).toEqual({ stdout: '', stderr: 'error: bad \\x1b[2J\nhint: do better\n' });
  });

  test('is an object on stderr with --json', () => {
    const terminal = fakeTerminal();
    reportError(new UsageError('bad', { hint: 'do better' }), terminal, { ...plain, json: true });
    expect(JSON.parse(terminal.written.stderr)).toEqual({
      error: { code: 'usage', message: 'bad', hint: 'do better' },
    });
    expect(terminal.written.stdout).toBe('');
  });

  test('shows its stack and causes only with --debug', () => {
    const error = new Error('outer', { cause: new Error('inner') });
    const [quiet, loud] = [fakeTerminal(), fakeTerminal()];
    reportError(error, quiet, plain);
    reportError(error, loud, { ...plain, debug: true });
    expect(quiet.written.stderr).not.toContain('at ');
    expect(loud.written.stderr).toMatch(/caused by Error: inner/);
  });

  test('that nobody expected exits with 1, also when the driver gave it a code', async () => {
    expect(await exitCodeFor(new Error('x'))).toBe(1);
    expect(await exitCodeFor(Object.assign(new Error('x'), { code: 'ENOENT' }))).toBe(1);
    expect(
      await exitCodeFor(Object.assign(new Error('x'), { code: '42P01', hint: 'h', severity: 'ERROR' })),
    ).toBe(1);
    expect(await exitCodeFor('thrown text')).toBe(1);
  });
});
