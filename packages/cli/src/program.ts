import { Command, type CommandUnknownOpts, Help } from '@commander-js/extra-typings';
import type { CommandLine, GlobalFlags } from './command-line.js';
import { addCommands } from './command-table.js';
import { manifest } from './manifest.js';
import { topCommands } from './top-commands.js';

/** What is called before the action of a command, with the words of the command. */
export type BeforeAction = (command: string, flags: GlobalFlags) => void;

/**
 * The command line as commander knows it: a noun and a verb, or a command of its own.
 * @param words what was typed: only what is named among them is defined; null defines all of it.
 */
export async function createProgram(
  cli: CommandLine,
  words: readonly string[] | null,
  beforeAction: BeforeAction = () => {},
): Promise<Command> {
  const program = rootCommand(cli, beforeAction);
  await addCommands(program, topCommands, cli, { words, describe: (typed) => createProgram(cli, typed) });
  return program;
}

function rootCommand(cli: CommandLine, beforeAction: BeforeAction): Command {
  const program = new Command('infra')
    .description('Jobs of plugin extensions: list, run, schedule and explain them')
    .usage('[flags] <noun> <verb> [arguments]')
    .version(manifest.version, '-V, --version', 'print the version')
    .option('--json', 'print one JSON object instead of text for people')
    .option('--config <file>', 'the configuration, instead of searching upward for infra.config.*')
    .option('--database <url>', 'a PostgreSQL URL that wins over DATABASE_URL and the configuration')
    .option('--non-interactive', 'never ask, even on a terminal')
    .option('--no-color', 'no colours')
    .option('--debug', 'errors with their stack')
    .helpOption('-h, --help', 'show help')
    .helpCommand(false)
    .configureHelp({ showGlobalOptions: true, subcommandTerm })
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void cli.terminal.stdout.write(text),
      // The caller reports every error, in one way.
      writeErr: () => {},
      outputError: () => {},
    });
  program.hook('preAction', (_, action) => {
    const { json, config, database, nonInteractive, color, debug } = program.opts();
    beforeAction(wordsOf(action), {
      json: json === true,
      config,
      database,
      nonInteractive: nonInteractive === true,
      color,
      debug: debug === true,
    });
  });
  return program;
}

/** A command at the top shows its name alone: it is not loaded for the help, which then does not know its arguments. */
function subcommandTerm(this: Help, command: CommandUnknownOpts): string {
  return command.parent?.parent === null ? command.name() : Help.prototype.subcommandTerm.call(this, command);
}

/** The words of a command without the program's name: `jobs list`. */
export function wordsOf(command: CommandUnknownOpts): string {
  return command.parent === null ? '' : `${wordsOf(command.parent)} ${command.name()}`.trim();
}
