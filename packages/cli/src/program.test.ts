import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { describe, expect, test } from 'vitest';
import { examplesOf } from './commands/examples.js';
import { verbsOf } from './docs/commands-document.js';
import { createProgram, wordsOf } from './program.js';
import { runProgram } from './run-program.js';
import { fakeTerminal } from './testing/recorded-call.js';

const program = await createProgram({ terminal: fakeTerminal() } as never, null);

function programFor(...words: string[]): Promise<CommandUnknownOpts> {
  return createProgram({ terminal: fakeTerminal() } as never, words);
}

function optionsOf(from: CommandUnknownOpts, ...words: string[]): (string | undefined)[] {
  let command = from;
  for (const word of words) {
    const next = command.commands.find((each) => each.name() === word);
    if (next === undefined) throw new Error(`there is no ${word}`);
    command = next;
  }
  return command.options.map((option) => option.long);
}

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

  test('a noun of a noun without a verb names its own verbs', async () => {
    const terminal = fakeTerminal();
    expect(await runProgram(['runs', 'approve'], terminal)).toBe(2);
    expect(terminal.written.stderr).toContain("'infra runs approve' needs a verb: run, pending, filter");
  });

  test('only what is named is defined: a command more does not slow down the others', async () => {
    const named = await programFor('jobs', 'list');
    expect(optionsOf(named, 'jobs', 'list')).toContain('--tag');
    expect(optionsOf(named, 'jobs', 'history')).toEqual([]);
    expect(optionsOf(named, 'exec')).toEqual([]);
    expect(optionsOf(await programFor('exec', 'jobs list'), 'exec')).toContain('--timeout');
  });

  test('the help of a noun shows what its verbs take', async () => {
    const noun = await programFor('jobs', '--help');
    expect(optionsOf(noun, 'jobs', 'list')).toContain('--tag');
    expect(optionsOf(noun, 'jobs', 'history')).toContain('--limit');
  });
});
