import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { addExamples } from '../examples.js';

export function addListCommand(extensions: Command, cli: CommandLine): void {
  const list = extensions
    .command('list')
    .description('list the extensions that the host uses')
    .action(async () => {
      await cli.operate('listExtensions', {});
    });
  addExamples(list, 'infra extensions list');
}
