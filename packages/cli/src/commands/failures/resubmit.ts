import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { addExamples } from '../examples.js';
import { failuresOf } from './resolve.js';

export function defineResubmitCommand(resubmit: Command, cli: CommandLine): void {
  resubmit
    .argument('[ids...]', "ids of failures, as 'infra failures list' shows them")
    .option('--all', 'every unresolved failure')
    .option('--job <name>', 'with --all: only those of this job')
    .option(
      '--fingerprint <kind>',
      "with --all: only those of this kind, as 'failures list --grouped --json' names it",
    )
    .option('-y, --yes', 'do not ask before many are resubmitted')
    .action(async (ids, options) => {
      const { data } = await cli.operate('resubmitFailures', failuresOf(cli, 'resubmit', ids, options));
      if (data.refused.length > 0) cli.exitWith(1);
    });
  addExamples(
    resubmit,
    'infra failures resubmit 12',
    'infra failures resubmit 12 14 15 --yes',
    'infra failures resubmit --all --job content_ingestion',
  );
}
