import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../command-line.js';
import { addExamples } from './examples.js';

export function addStatusCommand(program: Command, cli: CommandLine): void {
  const status = program
    .command('status')
    .description('show what goes on: scheduler, workers, active and waiting runs, coming occurrences')
    .action(async () => {
      await cli.operate('systemStatus', { withShellRuns: true }, 'optional');
    });
  addExamples(status, 'infra status', 'infra status --json');
}
