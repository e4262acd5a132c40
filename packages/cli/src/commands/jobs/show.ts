import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { addExamples } from '../examples.js';

export function addShowCommand(jobs: Command, cli: CommandLine): void {
  const show = jobs
    .command('show')
    .description('show all that is known of a job')
    .argument('<name>', 'job name')
    .action(async (name) => {
      await cli.operate('showJob', { name });
    });
  addExamples(show, 'infra jobs show content_ingestion');
}
