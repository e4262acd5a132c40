import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { addExamples } from '../examples.js';

export function defineResetCommand(reset: Command, cli: CommandLine): void {
  reset
    .argument('<name>', 'job name')
    .option('--reason <text>', 'why, for whoever looks later')
    .action(async (name, { reason }) => {
      await cli.operate('resetJob', { name, ...(reason === undefined ? {} : { reason }) });
    });
  addExamples(reset, 'infra jobs reset behavioral_analysis');
}
