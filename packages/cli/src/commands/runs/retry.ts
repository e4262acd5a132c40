import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { hostNeedOf } from '../../parse/run-reference.js';
import { addExamples } from '../examples.js';

export function defineRetryCommand(retry: Command, cli: CommandLine): void {
  retry
    .argument('<id>', "the finished run, or a shell run's name")
    .option('--resume', 'continue from the checkpoint that the run has left')
    .action(async (id, { resume }) => {
      const { cwd: directory, env: environment } = cli.terminal;
      const note = (sentence: string) => cli.note(sentence);
      await cli.operate(
        'retryRun',
        { id, resume: resume === true, directory, environment, note },
        hostNeedOf(id),
      );
    });
  addExamples(
    retry,
    'infra runs retry 12',
    'infra runs retry 12 --resume',
    'infra runs wait $(infra runs retry 12)',
  );
}
