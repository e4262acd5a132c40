import { type Command, CommanderError, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { UsageError } from './exit/usage-error.js';
import { createProgram, wordsOf } from './program.js';
import { Session } from './session.js';
import type { Terminal } from './terminal.js';

/**
 * Runs the program once.
 * @param words what was typed after `infra`.
 * @returns the exit code; errors are reported, not thrown.
 */
export async function runProgram(words: readonly string[], terminal: Terminal): Promise<number> {
  const session = new Session(terminal);
  const program = await createProgram(session, words, (command, flags) => session.begin(command, flags));
  try {
    await program.parseAsync(words, { from: 'user' });
    return session.exitCode;
  } catch (thrown) {
    const error = withoutVerb(thrown, program) ?? thrown;
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    const { reportError } = await import('./exit/report-error.js');
    reportError(error, terminal, asked(words));
    return await session.exitCodeAfter(error);
  }
}

/** Commander answers a noun alone with its help and calls it an error; `infra` alone is none. */
function withoutVerb(error: unknown, program: Command): UsageError | CommanderError | null {
  if (!(error instanceof CommanderError) || error.code !== 'commander.help') return null;
  const noun = nounOf(program, program.args);
  if (noun === program) {
    program.outputHelp();
    return new CommanderError(0, error.code, '');
  }
  const verbs = noun.commands.map((verb) => verb.name()).join(', ');
  const words = `infra ${wordsOf(noun)}`;
  return new UsageError(`'${words}' needs a verb: ${verbs}`, { hint: `see \`${words} --help\`` });
}

/** The command that these words lead to: a noun of a noun where there is one. */
function nounOf(from: CommandUnknownOpts, [word, ...rest]: readonly string[]): CommandUnknownOpts {
  const next = from.commands.find((command) => command.name() === word);
  return next === undefined ? from : nounOf(next, rest);
}

/** The flags that decide how an error is told, for an error that came before flags were read. */
function asked(words: readonly string[]): { json: boolean; debug: boolean; color: boolean } {
  const end = words.indexOf('--');
  const flags = new Set(end === -1 ? words : words.slice(0, end));
  return { json: flags.has('--json'), debug: flags.has('--debug'), color: !flags.has('--no-color') };
}
