import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { addExamples } from '../examples.js';

export function defineListCommand(list: Command, cli: CommandLine): void {
  list.action(async () => {
    await cli.operate('listTokens', {});
  });
  addExamples(list, 'infra tokens list');
}
