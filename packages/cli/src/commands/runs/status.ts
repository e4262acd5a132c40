import type { Command } from '@commander-js/extra-typings';
import type { CommandLine, InputOf } from '../../command-line.js';
import { hostNeedOf } from '../../parse/run-reference.js';
import { progressInWords } from '../../render/progress-in-words.js';
import { addExamples } from '../examples.js';

export function defineStatusCommand(status: Command, cli: CommandLine): void {
  status
    .argument('<id>', "the run's id, or a shell run's name")
    .option('-w, --watch', 'follow it until it is over; exit code 1 when it failed or was cancelled')
    .action(async (id, { watch }) => {
      if (watch === true) await watchRun(cli, id);
      else await cli.operate('showRun', { id, directory: cli.terminal.cwd }, hostNeedOf(id));
    });
  addExamples(
    status,
    'infra runs status 12',
    'infra runs status build',
    'infra runs status 12 -w',
    'infra runs status 12 --json',
  );
}

async function watchRun(cli: CommandLine, id: string): Promise<void> {
  const input: InputOf<'watchRun'> = {
    id,
    directory: cli.terminal.cwd,
    signal: cli.interruption(),
    onChange: (change) => {
      const progress = progressInWords(change.progress);
      cli.stream(change, `Status: ${change.status}${progress === '' ? '' : `  ${progress}`}`);
    },
  };
  const { data } = await cli.operate('watchRun', input, hostNeedOf(id));
  if (data.status !== 'completed') cli.exitWith(1);
}
