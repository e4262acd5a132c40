import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { wholeNumber } from '../../parse/whole-number.js';
import { addExamples } from '../examples.js';

export function defineListCommand(list: Command, cli: CommandLine): void {
  list
    .option('--tag <tag>', 'only jobs with this tag')
    .option('--extension <name>', 'only jobs of this extension')
    .option('--results <number>', 'also how the last so many runs ended', wholeNumber('--results', 1, 100))
    .action(async (options) => {
      await cli.operate('listJobs', options);
    });
  addExamples(
    list,
    'infra jobs list',
    'infra jobs list --tag content',
    'infra jobs list --results 10',
    'infra --json jobs list | jq -r ".data.jobs[].name"',
  );
}
