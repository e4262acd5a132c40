import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import type { CommandLine, GlobalFlags } from './command-line.js';
import { manifest } from './manifest.js';
import { addAuditCommand } from './commands/audit.js';
import { addBuildCommand } from './commands/build.js';
import { addCompletionCommands } from './commands/completion.js';
import { addExecCommand } from './commands/exec.js';
import { addDoctorCommand } from './commands/doctor.js';
import { addPauseCommand } from './commands/pause.js';
import { addResumeCommand } from './commands/resume.js';
import { addSchemaCommand } from './commands/schema.js';
import { addServeCommand } from './commands/serve.js';
import { addStatusCommand } from './commands/status.js';
import { addWorkCommand } from './commands/work.js';

/** What is called before the action of a command, with the words of the command. */
export type BeforeAction = (command: string, flags: GlobalFlags) => void;

interface Noun {
  readonly description: string;
  readonly load: () => Promise<(noun: Command, cli: CommandLine) => void>;
}

// The verbs of a noun are loaded when the noun is called: that is half of the time that the help takes.
const nouns: Readonly<Record<string, Noun>> = {
  jobs: {
    description: 'what can run',
    load: async () => (await import('./commands/jobs.js')).addJobCommands,
  },
  runs: {
    description: 'what ran, runs or waits to run',
    load: async () => (await import('./commands/runs.js')).addRunsCommands,
  },
  queues: {
    description: 'the lanes that runs wait in',
    load: async () => (await import('./commands/queues.js')).addQueueCommands,
  },
  failures: {
    description: 'runs that failed for good, until somebody resolves them',
    load: async () => (await import('./commands/failures.js')).addFailureCommands,
  },
  checkpoints: {
    description: 'what interrupted runs can be resumed from',
    load: async () => (await import('./commands/checkpoints.js')).addCheckpointCommands,
  },
  chains: {
    description: 'jobs that run one after the other, put together without code',
    load: async () => (await import('./commands/chains.js')).addChainCommands,
  },
  extensions: {
    description: 'the packages that bring jobs',
    load: async () => (await import('./commands/extensions.js')).addExtensionCommands,
  },
  tokens: {
    description: 'who may enter the dashboard and the REST API',
    load: async () => (await import('./commands/tokens.js')).addTokenCommands,
  },
  config: {
    description: "the host's configuration",
    load: async () => (await import('./commands/config.js')).addConfigCommands,
  },
  db: {
    description: 'the database',
    load: async () => (await import('./commands/db.js')).addDatabaseCommands,
  },
  new: {
    description: 'write a new extension or job',
    load: async () => (await import('./commands/new.js')).addNewCommands,
  },
};

/**
 * The command line as commander knows it: a noun, then a verb.
 * @param words what was typed: only the nouns among them get their verbs; null gives all of them theirs.
 */
export async function createProgram(
  cli: CommandLine,
  words: readonly string[] | null,
  beforeAction: BeforeAction = () => {},
): Promise<Command> {
  const program = rootCommand(cli, beforeAction);
  for (const [name, { description, load }] of Object.entries(nouns)) {
    const noun = program.command(name).description(description).usage('<verb> [flags]').helpCommand(false);
    if (words === null || words.includes(name)) (await load())(noun, cli);
  }
  addExecCommand(program, cli, words ?? []);
  addStatusCommand(program, cli);
  addAuditCommand(program, cli);
  addWorkCommand(program, cli);
  addServeCommand(program, cli);
  addPauseCommand(program, cli);
  addResumeCommand(program, cli);
  addBuildCommand(program, cli);
  addDoctorCommand(program, cli);
  addSchemaCommand(program, cli);
  addCompletionCommands(program, cli, (typed) => createProgram(cli, typed));
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

/** The words of a command without the program's name: `jobs list`. */
export function wordsOf(command: CommandUnknownOpts): string {
  return command.parent === null ? '' : `${wordsOf(command.parent)} ${command.name()}`.trim();
}
