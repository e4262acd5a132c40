import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { moment } from '../../parse/moment.js';
import { limit } from '../../parse/whole-number.js';
import { addExamples } from '../examples.js';

export function defineNextCommand(next: Command, cli: CommandLine): void {
  next
    .argument('<name>', 'job name')
    .option('-n, --limit <rows>', 'how many at most', limit('--limit'), 10)
    .option('--from <time>', 'those after this time (default: now)', moment('--from'))
    .action(async (name, { limit: rows, from }) => {
      await cli.operate('nextOccurrences', { name, limit: rows, from });
    });
  addExamples(
    next,
    'infra jobs next publish_content',
    'infra jobs next publish_content -n 3 --from 2027-03-27T00:00:00Z',
  );
}
