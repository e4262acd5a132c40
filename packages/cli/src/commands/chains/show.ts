import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { addExamples } from '../examples.js';

export function defineShowCommand(show: Command, cli: CommandLine): void {
  show.argument('<name>', 'the chain').action(async (name) => {
    await cli.operate('showChain', { name });
  });
  addExamples(show, 'infra chains show nightly', 'infra chains show nightly --json');
}
