import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { future } from '../../parse/moment.js';
import { addExamples } from '../examples.js';

export function defineDisableCommand(disable: Command, cli: CommandLine): void {
  disable
    .argument('<name>', 'job name')
    .option('--reason <text>', 'why, for whoever looks later')
    .option('--until <time>', 'only until then: a duration such as 2h, or a time', future('--until'))
    .action(async (name, { reason, until }) => {
      await cli.operate('disableJob', {
        name,
        ...(reason === undefined ? {} : { reason }),
        ...(until === undefined ? {} : { until }),
      });
    });
  addExamples(
    disable,
    'infra jobs disable behavioral_analysis',
    'infra jobs disable publish_content --reason "moving house" --until 2h',
  );
}
