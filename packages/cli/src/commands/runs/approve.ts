import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { command, type CommandTable } from '../../command-table.js';
import { limit } from '../../parse/whole-number.js';
import { addExamples } from '../examples.js';

const why = ['--reason <text>', 'why; kept with the runs and in the audit'] as const;
const ofClient = ['-c, --client <client>', 'only runs that this client submitted'] as const;
const most = ['-l, --limit <runs>', 'how many at most, the newest first (default: 100)'] as const;

export const approveVerbs: CommandTable = {
  run: command('approve one run: it is queued at once, or when its time has come', async () => defineRun),
  pending: command(
    'approve the runs that wait for approval, those whose cost is being estimated among them',
    async () => definePending,
  ),
  filter: command('approve the runs with exactly this status', async () => defineFilter),
};

function defineRun(run: Command, cli: CommandLine): void {
  run
    .argument('<id>', "the run's id")
    .option(...why)
    .action(async (id, { reason }) => {
      const { data } = await cli.operate('approveRun', { id, reason });
      if (data.refused.length > 0) cli.exitWith(1);
    });
  addExamples(run, 'infra runs approve run 42', "infra runs approve run 42 --reason 'worth it'");
}

function definePending(pending: Command, cli: CommandLine): void {
  pending
    .option(...most, limit('--limit'))
    .option(...ofClient)
    .option(...why)
    .action(async (options) => approveMany(cli, options));
  addExamples(
    pending,
    'infra runs approve pending',
    'infra runs approve pending -l 10',
    'infra runs approve pending -c client-123',
  );
}

function defineFilter(filter: Command, cli: CommandLine): void {
  filter
    .argument('<status>', 'pending or awaiting_approval')
    .option(...most, limit('--limit'))
    .option(...ofClient)
    .option(...why)
    .action(async (status, options) => approveMany(cli, { ...options, status }));
  addExamples(filter, 'infra runs approve filter awaiting_approval');
}

async function approveMany(
  cli: CommandLine,
  input: {
    status?: string;
    client?: string | undefined;
    limit?: number | undefined;
    reason?: string | undefined;
  },
): Promise<void> {
  const { data } = await cli.operate('approveRuns', input);
  if (data.refused.length > 0) cli.exitWith(1);
}
