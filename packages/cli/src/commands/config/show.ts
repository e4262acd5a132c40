import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { addExamples } from '../examples.js';

export function defineShowCommand(show: Command, cli: CommandLine): void {
  show.action(async () => {
    await cli.operate('showConfiguration', {});
  });
  addExamples(show, 'infra config show');
}
