import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { addExamples } from '../examples.js';

export function defineStatusCommand(status: Command, cli: CommandLine): void {
  status.action(async () => {
    await cli.operate('databaseStatus', {});
  });
  addExamples(status, 'infra db status');
}
