import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { addExamples } from '../examples.js';

export function addListCommand(tokens: Command, cli: CommandLine): void {
  const list = tokens
    .command('list')
    .description('list the tokens: what each may do, until when, and when it was last used')
    .action(async () => {
      await cli.operate('listTokens', {});
    });
  addExamples(list, 'infra tokens list');
}
