import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { addExamples } from '../examples.js';

export function addListCommand(queues: Command, cli: CommandLine): void {
  const list = queues
    .command('list')
    .description('list the queues: how wide each is, what runs and waits in it, who serves it')
    .option('--shell', 'those of your shell runs; without a configuration it is always so')
    .action(async ({ shell }) => {
      await cli.operate('listQueues', { shell }, shell === true ? 'none' : 'optional');
    });
  addExamples(list, 'infra queues list');
}
