import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { addExamples } from '../examples.js';

export function addStopCommand(runs: Command, cli: CommandLine): void {
  const stop = runs
    .command('stop')
    .description('cancel one run; what runs is asked through its signal and gets its grace time')
    .argument('<id>', "the run's id")
    .option('--force', 'no grace time')
    .option('--reason <text>', 'why; kept with the run and in the audit')
    .action(async (id, { force, reason }) => {
      const { data } = await cli.whileWaiting('waiting until it has ended', () =>
        cli.operate('stopRun', { id, force, reason }),
      );
      if (data.refused.length > 0 || data.stopping.length > 0) cli.exitWith(1);
    });
  addExamples(stop, 'infra runs stop 42', 'infra runs stop 42 --force');
}
