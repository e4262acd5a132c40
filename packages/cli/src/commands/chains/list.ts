import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { addExamples } from '../examples.js';

export function addListCommand(chains: Command, cli: CommandLine): void {
  const list = chains
    .command('list')
    .description('the chains that can be run by their names: predefined ones and saved ones')
    .action(async () => {
      await cli.operate('listChains', {});
    });
  addExamples(list, 'infra chains list', 'infra chains list --json');
}
