import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { limit } from '../../parse/whole-number.js';
import { addExamples } from '../examples.js';

export function defineListCommand(list: Command, cli: CommandLine): void {
  list
    .option('-l, --limit <rows>', 'how many at most', limit('--limit'), 50)
    .action(async ({ limit: rows }) => {
      await cli.operate('listCheckpoints', { limit: rows });
    });
  addExamples(list, 'infra checkpoints list', 'infra checkpoints list -l 200');
}
