import { describe, expect, test } from 'vitest';
import { examplesOf } from './commands/examples.js';
import { verbsOf } from './docs/commands-document.js';
import { createProgram, wordsOf } from './program.js';
import { runProgram } from './run-program.js';
import { fakeTerminal } from './testing/recorded-call.js';

const program = await createProgram({ terminal: fakeTerminal() } as never, null);

describe('the program', () => {
  test.each(verbsOf(program).map((verb) => [wordsOf(verb), verb] as const))(
    'infra %s has a description and an example in its help',
    (words, verb) => {
      expect(verb.description()).not.toBe('');
      expect(examplesOf(verb).length).toBeGreaterThan(0);
      expect(examplesOf(verb).every((example) => example.includes(`infra`))).toBe(true);
      expect(examplesOf(verb).some((example) => example.includes(words))).toBe(true);
    },
  );

  test('prints help on stdout and exits with 0', async () => {
    const terminal = fakeTerminal();
    expect(await runProgram(['jobs', 'list', '--help'], terminal)).toBe(0);
    expect(terminal.written.stdout).toContain('Usage: infra jobs list');
    expect(terminal.written.stdout).toContain('$ infra jobs list');
    expect(terminal.written.stderr).toBe('');
  });

  test('alone it prints its help', async () => {
    const terminal = fakeTerminal();
    expect(await runProgram([], terminal)).toBe(0);
    expect(terminal.written.stdout).toContain('Usage: infra');
  });

  test('prints its version', async () => {
    const terminal = fakeTerminal();
    expect(await runProgram(['--version'], terminal)).toBe(0);
    expect(terminal.written.stdout).toMatch(/^\d+\.\d+\.\d+/);
  });

  test('a noun without a verb names the verbs', async () => {
    const terminal = fakeTerminal();
    expect(await runProgram(['db'], terminal)).toBe(2);
    expect(terminal.written.stdout).toBe('');
    expect(terminal.written.stderr).toContain("'infra db' needs a verb: migrate, status, stop");
  });
});
