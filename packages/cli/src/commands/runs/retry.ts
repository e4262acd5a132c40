import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { addExamples } from '../examples.js';

export function addRetryCommand(runs: Command, cli: CommandLine): void {
  const retry = runs
    .command('retry')
    .description('make a new run from a finished one, with the same parameters')
    .argument('<id>', 'the finished run')
    .action(async (id) => {
      await cli.operate('retryRun', { id, note: (sentence) => cli.note(sentence) });
    });
  addExamples(retry, 'infra runs retry 12', 'infra runs wait $(infra runs retry 12)');
}
