import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { addExamples } from '../examples.js';

export function defineStopCommand(stop: Command, cli: CommandLine): void {
  stop.action(async () => {
    await cli.operate('stopDatabase', {}, 'optional');
  });
  addExamples(stop, 'infra db stop');
}
