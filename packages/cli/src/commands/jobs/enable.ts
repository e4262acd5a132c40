import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { future } from '../../parse/moment.js';
import { addExamples } from '../examples.js';

export function defineEnableCommand(enable: Command, cli: CommandLine): void {
  enable
    .argument('<name>', 'job name')
    .option('--reason <text>', 'why, for whoever looks later')
    .option('--until <time>', 'only until then: a duration such as 2h, or a time', future('--until'))
    .action(async (name, { reason, until }) => {
      await cli.operate('enableJob', {
        name,
        ...(reason === undefined ? {} : { reason }),
        ...(until === undefined ? {} : { until }),
      });
    });
  addExamples(enable, 'infra jobs enable behavioral_analysis');
}
