import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { past } from '../../parse/moment.js';
import { limit } from '../../parse/whole-number.js';
import { addExamples } from '../examples.js';

export function defineHistoryCommand(history: Command, cli: CommandLine): void {
  history
    .option('--job <name>', 'only this job')
    .option('-s, --status <status>', 'only runs with this status: success, failed, running, …')
    .option('-n, --limit <rows>', 'how many at most', limit('--limit'), 20)
    .option('--since <time>', 'only runs since then: a duration such as 2h, or a time', past('--since'))
    .action(async ({ job, status, limit: rows, since }) => {
      await cli.operate('jobHistory', { job, status, limit: rows, since });
    });
  addExamples(
    history,
    'infra jobs history -n 50',
    'infra jobs history --job content_ingestion --status failed',
    'infra jobs history --since 2h',
  );
}
