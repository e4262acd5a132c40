import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { UsageError } from '../../exit/usage-error.js';
import { limit } from '../../parse/whole-number.js';
import { addExamples } from '../examples.js';

export function defineListCommand(list: Command, cli: CommandLine): void {
  list
    .option('--job <name>', 'only this job')
    .option('--fingerprint <kind>', 'only those of this kind')
    .option('-l, --limit <rows>', 'how many at most', limit('--limit'), 50)
    .option('--after <id>', 'only older ones than this failure: where the page before ended')
    .option('--grouped', 'one row for each kind of failure: how often, first and last')
    .option('--resolved', 'what was done about others: resubmitted or deleted, by whom')
    .action(async ({ job, fingerprint, after, limit: rows, grouped, resolved }) => {
      if (grouped === true && resolved === true) {
        throw new UsageError('--grouped and --resolved exclude each other', { hint: 'give one of them' });
      }
      const view = grouped === true ? 'groups' : resolved === true ? 'resolved' : 'failures';
      await cli.operate('listFailures', { job, fingerprint, after, limit: rows, view });
    });
  addExamples(
    list,
    'infra failures list',
    'infra failures list --job content_ingestion -l 100',
    'infra failures list --grouped',
  );
}
