import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { addExamples } from '../examples.js';

export function defineListCommand(list: Command, cli: CommandLine): void {
  list
    .option('--shell', 'those of your shell runs; without a configuration it is always so')
    .action(async ({ shell }) => {
      await cli.operate('listQueues', { shell }, shell === true ? 'none' : 'optional');
    });
  addExamples(list, 'infra queues list');
}
