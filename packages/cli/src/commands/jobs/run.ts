import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { UsageError } from '../../exit/usage-error.js';
import { type GivenParameters, givenParameters, pair } from '../../parse/job-parameters.js';
import { counted } from '../../render/words.js';
import { addExamples } from '../examples.js';

interface Options {
  readonly all?: true | undefined;
  readonly tag?: string | undefined;
  readonly sequential?: true | undefined;
  readonly parameter?: [string, string][] | undefined;
  readonly params?: string | undefined;
}

export function defineRunCommand(run: Command, cli: CommandLine): void {
  run
    .argument('[names...]', 'job names')
    .option('--all', 'every enabled job that has a schedule')
    .option('--tag <tag>', 'every enabled job with this tag')
    .option('--sequential', 'one after the other (default: all at once)')
    .option('-p, --parameter <key=value>', 'a parameter; a repeated key makes a list', pair)
    .option('--params <json>', 'all parameters: JSON, @file, or - for stdin')
    .action((names, options) => runJobs(cli, names, options));
  addExamples(
    run,
    'infra jobs run content_ingestion',
    'infra jobs run content_ingestion publish_content --sequential',
    'infra jobs run --all',
    'infra jobs run blog_content_ingestion -p directory=posts -p directory=drafts',
    'echo \'{"directory": "posts"}\' | infra jobs run blog_content_ingestion --params -',
  );
}

async function runJobs(cli: CommandLine, names: readonly string[], options: Options): Promise<void> {
  const selection = selectionOf(names, options);
  const parameters = await parametersOf(cli, names, options);
  const { data } = await cli.whileWaiting('running', (say) => {
    let running = 0;
    return cli.operate('runJobs', {
      selection,
      ...(parameters === undefined ? {} : { parameters }),
      sequential: options.sequential === true,
      signal: cli.interruption(),
      note: (sentence) => cli.note(sentence),
      emit: (event) => {
        if (event.kind === 'run_started') running++;
        if (event.kind === 'run_settled') running--;
        say(`${counted(running, 'job')} running`);
      },
    });
  });
  if (data.failed > 0) cli.exitWith(1);
}

type Selection = { readonly names: readonly string[] } | { readonly all: true } | { readonly tag: string };

function selectionOf(names: readonly string[], { all, tag }: Options): Selection {
  const given = [
    names.length > 0 && 'job names',
    all === true && '--all',
    tag !== undefined && '--tag',
  ].filter((way) => way !== false);
  if (given.length > 1)
    throw new UsageError(`${given.join(' and ')} exclude each other`, { hint: 'give one of them' });
  if (all === true) return { all };
  if (tag !== undefined) return { tag };
  if (names.length > 0) return { names };
  throw new UsageError('name the jobs to run, or give --all or --tag', {
    hint: '`infra jobs list` shows the names',
  });
}

async function parametersOf(
  cli: CommandLine,
  names: readonly string[],
  { parameter, params }: Options,
): Promise<GivenParameters | undefined> {
  if (parameter === undefined && params === undefined) return undefined;
  const flag = params === undefined ? '-p' : '--params';
  if (names.length !== 1)
    throw new UsageError(`${flag} needs exactly one job name`, { hint: 'run the jobs one by one' });
  return givenParameters({ parameter, params }, cli.terminal);
}
