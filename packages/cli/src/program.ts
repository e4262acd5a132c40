import { readFileSync } from 'node:fs';
import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import type { CommandLine, GlobalFlags } from './command-line.js';
import { addBuildCommand } from './commands/build.js';
import { addCompletionCommands } from './commands/completion.js';
import { addConfigCommands } from './commands/config.js';
import { addDatabaseCommands } from './commands/db.js';
import { addExtensionCommands } from './commands/extensions.js';
import { addJobCommands } from './commands/jobs.js';
import { addNewCommands } from './commands/new.js';
import { addSchemaCommand } from './commands/schema.js';
import { addServeCommand } from './commands/serve.js';
import { addWorkCommand } from './commands/work.js';

/** What is called before the action of a command, with the words of the command. */
export type BeforeAction = (command: string, flags: GlobalFlags) => void;

/** The whole command line as commander knows it: a noun, then a verb. Defining it loads nothing but commander. */
export function createProgram(cli: CommandLine, beforeAction: BeforeAction = () => {}): Command {
  const program = new Command('infra')
    .description('Jobs of plugin extensions: list, run, schedule and explain them')
    .usage('[flags] <noun> <verb> [arguments]')
    .version(version(), '-V, --version', 'print the version')
    .option('--json', 'print one JSON object instead of text for people')
    .option('--config <file>', 'the configuration, instead of searching upward for infra.config.*')
    .option('--database <url>', 'a PostgreSQL URL that wins over DATABASE_URL and the configuration')
    .option('--non-interactive', 'never ask, even on a terminal')
    .option('--no-color', 'no colours')
    .option('--debug', 'errors with their stack')
    .helpOption('-h, --help', 'show help')
    .helpCommand(false)
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void cli.terminal.stdout.write(text),
      // The caller reports every error, in one way.
      writeErr: () => {},
      outputError: () => {},
    });
  program.hook('preAction', (_, action) => {
    const { json, config, database, nonInteractive, color, debug } = program.opts();
    const flags = {
      json: json === true,
      config,
      database,
      nonInteractive: nonInteractive === true,
      color,
      debug: debug === true,
    };
    beforeAction(wordsOf(action), flags);
  });

  addJobCommands(noun(program, 'jobs', 'what can run'), cli);
  addExtensionCommands(noun(program, 'extensions', 'the packages that bring jobs'), cli);
  addConfigCommands(noun(program, 'config', "the host's configuration"), cli);
  addDatabaseCommands(noun(program, 'db', 'the database'), cli);
  addWorkCommand(program, cli);
  addServeCommand(program, cli);
  addBuildCommand(program, cli);
  addNewCommands(noun(program, 'new', 'write a new extension or job'), cli);
  addSchemaCommand(program, cli);
  addCompletionCommands(program, cli);
  return program;
}

function noun(program: Command, name: string, description: string): Command {
  return program.command(name).description(description).usage('<verb> [flags]');
}

/** The words of a command without the program's name: `jobs list`. */
export function wordsOf(command: CommandUnknownOpts): string {
  return command.parent === null ? '' : `${wordsOf(command.parent)} ${command.name()}`.trim();
}

function version(): string {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return manifest.version;
}
