import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { chainOf } from '../../parse/chain-file.js';
import { givenParameters, pair } from '../../parse/job-parameters.js';
import { addExamples } from '../examples.js';

export function defineValidateCommand(validate: Command, cli: CommandLine): void {
  validate
    .argument('<chain>', 'a file of YAML or JSON, - for stdin, or the name of a chain')
    .option('-p, --parameter <key=value>', 'as it would be given to its run', pair)
    .option('--params <json>', 'all that would be given: JSON, @file, or - for stdin')
    .action(async (chain, { parameter, params }) => {
      const { data } = await cli.operate('validateChain', {
        chain: await chainOf(chain, cli.terminal),
        parameters: await givenParameters({ parameter, params }, cli.terminal),
      });
      if (!data.valid) cli.exitWith(1);
    });
  addExamples(
    validate,
    'infra chains validate chain.yaml',
    'infra chains validate chain.yaml -p source=posts --json',
    'infra chains validate nightly',
  );
}
