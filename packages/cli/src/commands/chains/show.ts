import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { addExamples } from '../examples.js';

export function addShowCommand(chains: Command, cli: CommandLine): void {
  const show = chains
    .command('show')
    .description('the steps of a chain, its schedule, and whether it could run now')
    .argument('<name>', 'the chain')
    .action(async (name) => {
      await cli.operate('showChain', { name });
    });
  addExamples(show, 'infra chains show nightly', 'infra chains show nightly --json');
}
