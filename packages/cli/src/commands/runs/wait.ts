import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { duration } from '../../parse/duration.js';
import { hostNeedOf } from '../../parse/run-reference.js';
import { counted } from '../../render/words.js';
import { addExamples } from '../examples.js';

/** The exit code of a wait that was over before what it waited for. */
const timedOutExit = 124;

export function defineWaitCommand(wait: Command, cli: CommandLine): void {
  wait
    .argument('<ids...>', "the runs' ids, or shell runs' names")
    .option(
      '--timeout <duration>',
      'wait so long at most: 30s, 5m, 2h; the runs go on',
      duration('--timeout'),
    )
    .action((ids, { timeout }) => waitForRuns(cli, ids, timeout));
  addExamples(
    wait,
    'infra runs wait 12',
    'infra runs wait 12 13 14 --timeout 5m',
    'infra runs wait tests lint',
    'infra runs wait $(infra runs submit content_ingestion)',
  );
}

async function waitForRuns(cli: CommandLine, ids: string[], timeoutMs: number | undefined): Promise<void> {
  let left = new Set(ids).size;
  const text = () => `waiting for ${counted(left, 'run')}`;
  const { data } = await cli.whileWaiting(text(), (say) =>
    cli.operate(
      'waitRuns',
      {
        ids,
        directory: cli.terminal.cwd,
        timeoutMs,
        signal: cli.interruption(),
        onEnded: (run) => {
          left--;
          say(text());
          if (cli.flags.json) cli.stream(run, '');
        },
      },
      hostNeedOf(...ids),
    ),
  );
  if (data.timed_out) cli.exitWith(timedOutExit);
  else if (data.runs.some(({ status }) => status !== 'completed')) cli.exitWith(1);
}
