import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { addExamples } from '../examples.js';

export function defineAutoApproveCommand(command: Command, cli: CommandLine): void {
  command
    .argument('[rule]', 'on, off, an amount up to which nobody is asked, or default; none shows what holds')
    .option('--job <name>', 'for runs of this job only')
    .option('-c, --client <client>', 'for runs of this client only')
    .option('--reason <text>', 'why; kept with the policy and in the audit')
    .action(async (word, { job, client, reason }) => {
      await cli.operate('autoApprove', { word, job, client, reason });
    });
  addExamples(
    command,
    'infra config auto-approve',
    'infra config auto-approve 5 --client client-123',
    "infra config auto-approve off --job content_ingestion --reason 'prices went up'",
    'infra config auto-approve default --job content_ingestion',
  );
}
