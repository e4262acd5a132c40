import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../command-line.js';
import { addExamples } from './examples.js';

export function definePauseCommand(pause: Command, cli: CommandLine): void {
  pause
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
