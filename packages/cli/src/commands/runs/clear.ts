import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { assertMayAsk, confirmByTyping } from '../../confirm.js';
import { UsageError } from '../../exit/usage-error.js';
import { counted } from '../../render/words.js';
import { addExamples } from '../examples.js';

const sentence = 'DELETE ALL JOBS';

export function defineClearCommand(clear: Command, cli: CommandLine): void {
  clear
    .option('--confirm', 'required')
    .option('-y, --yes', `do not ask for the sentence '${sentence}' to be typed`)
    .action(async ({ confirm, yes }) => {
      if (confirm !== true) {
        throw new UsageError('this deletes all runs: it must be confirmed', {
          code: 'confirmation_required',
          hint: 'use the --confirm flag',
        });
      }
      if (yes !== true) assertMayAsk(cli, '--yes');
      await cli.operate('clearRuns', {
        confirm: async ({ runs: counts, unresolvedFailures }) => {
          if (!cli.flags.json) cli.terminal.stderr.write(warning(counts, unresolvedFailures));
          return yes === true || confirmByTyping(cli, sentence, '--yes');
        },
      });
    });
  addExamples(clear, 'infra runs clear --confirm', 'infra runs clear --confirm --yes');
}

function warning(counts: Readonly<Record<string, number>>, unresolvedFailures: number): string {
  const { running = 0, ...doomed } = counts;
  const lines = Object.entries(doomed)
    .filter(([, count]) => count > 0)
    .map(([status, count]) => `  - ${counted(count, `${status} run`)}`);
  const total = Object.values(doomed).reduce((sum, count) => sum + count, 0);
  return [
    '⚠ WARNING: This will delete ALL runs from the database!',
    'This includes:',
    ...lines,
    `  - ${counted(total, 'total run')}`,
    ...(unresolvedFailures === 0 ? [] : [`  - ${counted(unresolvedFailures, 'unresolved failure')}`]),
    ...(running === 0 ? [] : [`It keeps ${counted(running, 'running run')}, schedules and the audit.`]),
    '',
    'This action CANNOT be undone.',
    '',
    '',
  ].join('\n');
}
