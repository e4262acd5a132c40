import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../command-line.js';
import { addExamples } from './examples.js';

export function addPauseCommand(program: Command, cli: CommandLine): void {
  const pause = program
    .command('pause')
    .description('take no more runs of a queue, or of any; without a queue no schedule ticks either')
    .option('--queue <name>', 'only this queue')
    .requiredOption('--reason <text>', 'why, for whoever looks later')
    .action(async ({ queue, reason }) => {
      await cli.operate('pauseWork', { reason, ...(queue === undefined ? {} : { queue }) });
    });
  addExamples(
    pause,
    'infra pause --reason "the database is being moved"',
    'infra pause --queue mail --reason "the provider is down"',
  );
}
