import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { addExamples } from '../examples.js';
import { failuresOf } from './resolve.js';

export function defineDeleteCommand(remove: Command, cli: CommandLine): void {
  remove
    .argument('[ids...]', "ids of failures, as 'infra failures list' shows them")
    .option('--all', 'every unresolved failure')
    .option('--job <name>', 'with --all: only those of this job')
    .option(
      '--fingerprint <kind>',
      "with --all: only those of this kind, as 'failures list --grouped --json' names it",
    )
    .option('-y, --yes', 'do not ask before many are deleted')
    .action(async (ids, options) => {
      const { data } = await cli.operate('deleteFailures', failuresOf(cli, 'delete', ids, options));
      if (data.refused.length > 0) cli.exitWith(1);
    });
  addExamples(remove, 'infra failures delete 12', 'infra failures delete --all --yes');
}
