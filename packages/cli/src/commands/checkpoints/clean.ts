import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { amount } from '../../parse/amount.js';
import { addExamples } from '../examples.js';

export function defineCleanCommand(clean: Command, cli: CommandLine): void {
  clean
    .option(
      '--max-age-days <days>',
      'only those saved longer ago',
      amount('--max-age-days', 'days', 36_500),
      7,
    )
    .option('--dry-run', 'count, and delete nothing')
    .action(async ({ maxAgeDays, dryRun }) => {
      await cli.operate('cleanCheckpoints', { maxAgeDays, dryRun: dryRun === true });
    });
  addExamples(
    clean,
    'infra checkpoints clean',
    'infra checkpoints clean --max-age-days 30',
    'infra checkpoints clean --dry-run',
  );
}
