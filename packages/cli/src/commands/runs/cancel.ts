import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { confirm } from '../../confirm.js';
import { UsageError } from '../../exit/usage-error.js';
import { hostNeedOf } from '../../parse/run-reference.js';
import { limit } from '../../parse/whole-number.js';
import { counted } from '../../render/words.js';
import { addExamples } from '../examples.js';

/** What the operation takes instead of one run. */
const filters = ['all', 'pending', 'approved', 'queued', 'running', 'processing'];

interface Options {
  readonly client?: string | undefined;
  readonly limit?: number | undefined;
  readonly reason?: string | undefined;
  readonly yes?: true | undefined;
}

export function defineCancelCommand(cancel: Command, cli: CommandLine): void {
  cancel
    .argument('<target>', `a run's id, a shell run's name, or ${filters.join(', ')}`)
    .option('-c, --client <client>', 'only runs that this client submitted')
    .option('-l, --limit <runs>', 'how many at most, the newest first (default: 100)', limit('--limit'))
    .option('--reason <text>', 'why; kept with the runs and in the audit')
    .option('-y, --yes', 'do not ask before many runs are cancelled')
    .action(async (target, options) => cancelRuns(cli, target, options));
  addExamples(
    cancel,
    'infra runs cancel 42',
    "infra runs cancel 42 --reason 'wrong parameters'",
    'infra runs cancel build',
    'infra runs cancel pending -c client-123',
    'infra runs cancel all --limit 50 --yes',
  );
}

async function cancelRuns(cli: CommandLine, target: string, options: Options): Promise<void> {
  const { client, limit: most, reason, yes } = options;
  const one = !filters.includes(target);
  const need = one ? hostNeedOf(target) : 'needed';
  if (one && most !== undefined) {
    throw new UsageError('--limit is for a filter, not for one run', { hint: 'leave it out' });
  }
  const where = need === 'none' ? { directory: cli.terminal.cwd } : {};
  const input = { target, client, limit: most, reason, ...where };
  const ask = (found: number) => confirm(cli, `About to cancel ${counted(found, 'run')}. Continue?`, '--yes');
  // A spinner would write over the question.
  const { data } =
    one || yes === true
      ? await cli.whileWaiting('waiting until they have ended', () => cli.operate('cancelRuns', input, need))
      : await cli.operate('cancelRuns', { ...input, confirm: ask });
  if (data.refused.length > 0 || data.stopping.length > 0) cli.exitWith(1);
}
