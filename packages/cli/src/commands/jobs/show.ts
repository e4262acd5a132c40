import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { addExamples } from '../examples.js';

export function defineShowCommand(show: Command, cli: CommandLine): void {
  show.argument('<name>', 'job name').action(async (name) => {
    await cli.operate('showJob', { name });
  });
  addExamples(show, 'infra jobs show content_ingestion');
}
