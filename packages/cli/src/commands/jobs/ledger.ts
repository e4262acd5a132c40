import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { limit } from '../../parse/whole-number.js';
import { addExamples } from '../examples.js';

export function defineLedgerCommand(ledger: Command, cli: CommandLine): void {
  ledger
    .argument('<name>', 'job name')
    .option('-n, --limit <rows>', 'how many at most', limit('--limit'), 20)
    .action(async (name, { limit: rows }) => {
      await cli.operate('jobLedger', { name, limit: rows });
    });
  addExamples(ledger, 'infra jobs ledger publish_content', 'infra jobs ledger publish_content -n 100');
}
