import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { UsageError } from '../../exit/usage-error.js';
import { type GivenParameters, pair, readParameters } from '../../parse/job-parameters.js';
import { addExamples } from '../examples.js';

interface Options {
  readonly parameter?: [string, string][] | undefined;
  readonly params?: string | undefined;
}

export function addSubmitCommand(runs: Command, cli: CommandLine): void {
  const submit = runs
    .command('submit')
    .description('enqueue a run for any worker that has the job, and return')
    .argument('<job>', 'the job')
    .option('-p, --parameter <key=value>', 'a parameter; a repeated key makes a list', pair)
    .option('--params <json>', 'all parameters: JSON, @file, or - for stdin')
    .action(async (name, options) => {
      const parameters = await parametersOf(cli, options);
      await cli.operate('submitRun', { name, parameters, trigger: 'manual' });
    });
  addExamples(
    submit,
    'infra runs submit content_ingestion',
    'infra runs submit blog_content_ingestion -p directory=posts -p directory=drafts',
    'echo \'{"directory": "posts"}\' | infra runs submit blog_content_ingestion --params -',
  );
}

async function parametersOf(cli: CommandLine, { parameter, params }: Options): Promise<GivenParameters> {
  if (parameter !== undefined && params !== undefined)
    throw new UsageError('-p and --params exclude each other');
  if (params !== undefined) return readParameters(params, cli.terminal);
  return parameter === undefined ? {} : { pairs: parameter };
}
