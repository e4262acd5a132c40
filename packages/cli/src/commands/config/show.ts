import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { addExamples } from '../examples.js';

export function addShowCommand(config: Command, cli: CommandLine): void {
  const show = config
    .command('show')
    .description('show the configuration in force, defaults filled in and secrets masked')
    .action(async () => {
      await cli.operate('showConfiguration', {});
    });
  addExamples(show, 'infra config show');
}
