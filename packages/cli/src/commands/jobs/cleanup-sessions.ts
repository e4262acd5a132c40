import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { amount } from '../../parse/amount.js';
import { addExamples } from '../examples.js';

const mostHours = 87_600;

export function defineCleanupSessionsCommand(cleanup: Command, cli: CommandLine): void {
  cleanup
    .option(
      '--hours <hours>',
      'sessions inactive for more than this',
      amount('--hours', 'hours', mostHours),
      1,
    )
    .option('--dry-run', 'count, and delete nothing')
    .action(async ({ hours, dryRun }) => {
      const input = { hours, dryRun: dryRun === true, signal: cli.interruption() };
      await cli.whileWaiting('cleaning up', () => cli.operate('cleanupSessions', input));
    });
  addExamples(cleanup, 'infra jobs cleanup-sessions --hours 2 --dry-run');
}
