import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { past } from '../../parse/moment.js';
import { limit, offset } from '../../parse/whole-number.js';
import { addExamples } from '../examples.js';

export function defineListCommand(list: Command, cli: CommandLine): void {
  list
    .argument('[filter]', 'pending, approved, active, done, failed or cancelled')
    .option('-s, --status <status>', 'only runs with exactly this status')
    .option('-c, --client <client>', 'only runs that this client submitted')
    .option('--job <name>', 'only runs of this job')
    .option('--subject <subject>', 'only runs that work on this')
    .option('-l, --limit <rows>', 'how many at most', limit('--limit'), 20)
    .option('--offset <rows>', 'leave out so many first', offset('--offset'), 0)
    .option(
      '--since <time>',
      'only runs asked for since then: a duration such as 2h, or a time',
      past('--since'),
    )
    .option('--all-projects', 'the shell runs of every project, not only of this one')
    .option('--all', 'the same')
    .action(async (filter, { limit: rows, offset: first, allProjects, all, ...given }) => {
      const input = {
        ...given,
        filter,
        limit: rows,
        offset: first,
        directory: cli.terminal.cwd,
        allProjects: allProjects === true || all === true,
      };
      await cli.operate('listRuns', input, 'optional');
    });
  addExamples(
    list,
    'infra runs list failed',
    'infra runs list approved',
    'infra runs list --status queued',
    'infra runs list -c client-123',
    'infra runs list active --subject posts',
    'infra runs list --all-projects',
    'infra runs list done --job content_ingestion --since 2h -l 50',
  );
}
