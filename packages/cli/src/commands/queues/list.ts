import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { addExamples } from '../examples.js';

export function addListCommand(queues: Command, cli: CommandLine): void {
  const list = queues
    .command('list')
    .description('list the queues: how wide each is, what runs and waits in it, who serves it')
    .action(async () => {
      await cli.operate('listQueues', {});
    });
  addExamples(list, 'infra queues list');
}
