import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { hostNeedOf } from '../../parse/run-reference.js';
import { addExamples } from '../examples.js';

export function defineStopCommand(stop: Command, cli: CommandLine): void {
  stop
    .argument('<id>', "the run's id, or a shell run's name")
    .option('--force', 'no grace time')
    .option('--reason <text>', 'why; kept with the run and in the audit')
    .action(async (id, { force, reason }) => {
      const { data } = await cli.whileWaiting('waiting until it has ended', () =>
        cli.operate('stopRun', { id, directory: cli.terminal.cwd, force, reason }, hostNeedOf(id)),
      );
      if (data.refused.length > 0 || data.stopping.length > 0) cli.exitWith(1);
    });
  addExamples(stop, 'infra runs stop 42', 'infra runs stop build', 'infra runs stop 42 --force');
}
