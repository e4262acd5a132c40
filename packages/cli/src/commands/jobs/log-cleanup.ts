import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { amount } from '../../parse/amount.js';
import { addExamples } from '../examples.js';

const mostDays = 3650;

export function defineLogCleanupCommand(cleanup: Command, cli: CommandLine): void {
  cleanup
    .option('--days <days>', 'lines older than this', amount('--days', 'days', mostDays), 30)
    .option('--dry-run', 'count, and delete nothing')
    .action(async ({ days, dryRun }) => {
      const input = { days, dryRun: dryRun === true, signal: cli.interruption() };
      await cli.whileWaiting('cleaning up', () => cli.operate('cleanupLogs', input));
    });
  addExamples(cleanup, 'infra jobs log-cleanup --days 7 --dry-run');
}
