import { constants } from 'node:os';
import { type Command, Option } from '@commander-js/extra-typings';
import type { DataOf } from '../artifact-data.js';
import type { CommandLine, InputOf } from '../command-line.js';
import { invalidValue, UsageError } from '../exit/usage-error.js';
import type { Surroundings } from '../command-table.js';
import { duration } from '../parse/duration.js';
import { jsonObject } from '../parse/job-parameters.js';
import { size } from '../parse/size.js';
import { variable } from '../parse/variable.js';
import { addExamples } from './examples.js';

type Input = InputOf<'execCommand'>;

/** The exit codes of `exec --wait` that are not the command's own. */
const failedExit = 125;
const timedOutExit = 124;

export function defineExecCommand(exec: Command, cli: CommandLine, { words }: Surroundings): void {
  exec
    .argument('[command...]', 'one word for the shell; or, after --, a program and its arguments')
    .option('--name <name>', 'a name for it, as good as its id; one unfinished run of a project has it')
    .option('--timeout <duration>', 'end it after so long: 30s, 5m, 2h', duration('--timeout'))
    .option('--context <json>', 'data of your own, kept with the run: a JSON object', jsonObject('--context'))
    .option('--key <key>', 'the same key names the same run as long as it is kept and has not failed')
    .option('--wait', "show its output, wait for its end and exit with the command's own code")
    .option('--cwd <directory>', 'where it runs; here by default')
    .option('--env <name=value>', 'a variable for it; may be repeated', variable)
    .option('--after <ids...>', 'not before these shell runs have completed; cancelled when one does not')
    .option('--queue <name>', 'run at most as many at once as the queue is wide')
    .addOption(
      new Option('--restart <when>', 'start it again when its supervisor died').choices(['on-crash']),
    )
    .option(
      '--log-limit <size>',
      'output that is kept, 256MiB by default: beginning and end',
      size('--log-limit'),
    )
    .action(async (given, { wait, env, after, restart, timeout, logLimit, ...options }) => {
      const input: Input = {
        ...options,
        ...commandOf(given, words),
        directory: cli.terminal.cwd,
        environment: cli.terminal.env,
        variables: env,
        after,
        timeoutMs: timeout,
        logLimit,
        restartOnCrash: restart === 'on-crash',
        note: (sentence) => cli.note(sentence),
      };
      if (wait === true) await execAndWait(cli, input);
      else await cli.operate('execCommand', input, 'none');
    });
  addExamples(
    exec,
    "infra exec 'pytest tests/'",
    "infra exec 'make build' --name build --timeout 30m",
    'infra exec \'deploy.sh\' --context \'{"pr": 123, "env": "staging"}\'',
    'infra exec pytest --key "test-$(git rev-parse HEAD)"',
    "infra exec 'npm test' --wait",
    'infra exec --after build --queue deploy -- ./deploy.sh --verbose',
  );
}

/** What stands behind `--` is a program with its arguments; else it is one word, which a shell reads. */
function commandOf(given: string[], words: readonly string[]): Pick<Input, 'command' | 'arguments'> {
  const isLiteral = words.includes('--');
  const [command] = given;
  if (command === undefined || (!isLiteral && command.trim() === ''))
    throw invalidValue('there is no command', "give one: infra exec 'make build'");
  if (isLiteral) return { command: null, arguments: given };
  if (given.length === 1) return { command, arguments: null };
  throw new UsageError(`'${given.join(' ')}' is ${given.length} words, not one command line`, {
    hint: `quote it (infra exec '${given.join(' ')}'), or put -- before it`,
  });
}

async function execAndWait(cli: CommandLine, input: Input): Promise<void> {
  cli.exitWithOnFailure(failedExit);
  const { json } = cli.flags;
  const { data } = await cli.operate(
    'execCommand',
    {
      ...input,
      wait: {
        signal: cli.interruption(),
        onStarted: (run) => {
          if (json) cli.stream(run, '');
          else if (cli.terminal.stderr.isTTY === true) cli.note(`this is run ${run.run_id}`);
        },
        onOutput: json ? undefined : ({ stream, bytes }) => cli.writeBytes(bytes, stream),
        onLine: json
          ? ({ at, ...line }) => cli.stream({ at: new Date(at).toISOString(), ...line }, '')
          : undefined,
      },
    },
    'none',
  );
  cli.exitWith(exitCodeOf(data));
}

function exitCodeOf({ status, exit_code: code, signal, timed_out: timedOut }: DataOf<'exec'>): number {
  if (timedOut) return timedOutExit;
  if (code !== null) return status === 'failed' && code === 0 ? failedExit : code;
  return signal === null ? failedExit : 128 + (constants.signals[signal as NodeJS.Signals] ?? 0);
}
