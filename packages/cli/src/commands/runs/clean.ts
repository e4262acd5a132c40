import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { UsageError } from '../../exit/usage-error.js';
import { duration } from '../../parse/duration.js';
import { addExamples } from '../examples.js';

const sevenDaysMs = 7 * 24 * 60 * 60_000;

export function defineCleanCommand(clean: Command, cli: CommandLine): void {
  clean
    .option(
      '--older-than <duration>',
      'only runs that ended longer ago, 7d by default',
      duration('--older-than'),
    )
    .option('-s, --status <status>', 'only runs with this status: completed, failed or cancelled')
    .option('--all', 'all finished runs, whenever they ended')
    .option('--all-projects', 'the shell runs of every project, not only of this one')
    .option('--dry-run', 'count, and delete nothing')
    .action(async ({ olderThan, status, all, allProjects, dryRun }) => {
      if (all === true && olderThan !== undefined) {
        throw new UsageError('--all and --older-than exclude each other', { hint: 'give one of them' });
      }
      const olderThanMs = all === true ? null : (olderThan ?? sevenDaysMs);
      const { cwd: directory } = cli.terminal;
      const which = { olderThanMs, status, directory, allProjects };
      const input = { ...which, dryRun: dryRun === true, signal: cli.interruption() };
      await cli.whileWaiting('cleaning up', () => cli.operate('cleanRuns', input, 'optional'));
    });
  addExamples(
    clean,
    'infra runs clean',
    'infra runs clean --older-than 1d --status completed',
    'infra runs clean --all --dry-run',
  );
}
