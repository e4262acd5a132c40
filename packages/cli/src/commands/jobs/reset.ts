import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { addExamples } from '../examples.js';

export function addResetCommand(jobs: Command, cli: CommandLine): void {
  const reset = jobs
    .command('reset')
    .description("give a job back to its code's default, after enable or disable")
    .argument('<name>', 'job name')
    .option('--reason <text>', 'why, for whoever looks later')
    .action(async (name, { reason }) => {
      await cli.operate('resetJob', { name, ...(reason === undefined ? {} : { reason }) });
    });
  addExamples(reset, 'infra jobs reset behavioral_analysis');
}
