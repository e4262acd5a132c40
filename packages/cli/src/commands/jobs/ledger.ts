import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { limit } from '../../parse/whole-number.js';
import { addExamples } from '../examples.js';

export function addLedgerCommand(jobs: Command, cli: CommandLine): void {
  const ledger = jobs
    .command('ledger')
    .description("say what became of a job's latest occurrences: which ran, which were skipped and why")
    .argument('<name>', 'job name')
    .option('-n, --limit <rows>', 'how many at most', limit('--limit'), 20)
    .action(async (name, { limit: rows }) => {
      await cli.operate('jobLedger', { name, limit: rows });
    });
  addExamples(ledger, 'infra jobs ledger publish_content', 'infra jobs ledger publish_content -n 100');
}
