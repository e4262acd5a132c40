import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { limit } from '../../parse/whole-number.js';
import { addExamples } from '../examples.js';

export function addListCommand(checkpoints: Command, cli: CommandLine): void {
  const list = checkpoints
    .command('list')
    .description('list what interrupted runs can be resumed from, the latest first')
    .option('-l, --limit <rows>', 'how many at most', limit('--limit'), 50)
    .action(async ({ limit: rows }) => {
      await cli.operate('listCheckpoints', { limit: rows });
    });
  addExamples(list, 'infra checkpoints list', 'infra checkpoints list -l 200');
}
