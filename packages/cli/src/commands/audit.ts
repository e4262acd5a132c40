import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../command-line.js';
import { past } from '../parse/moment.js';
import { limit } from '../parse/whole-number.js';
import { addExamples } from './examples.js';

export function defineAuditCommand(audit: Command, cli: CommandLine): void {
  audit
    .option('--since <time>', 'only since then: a duration such as 2h, or a time', past('--since'))
    .option('--action <action>', 'only this action, such as job_disabled or runs_cleared')
    .option('--target <target>', 'only what was done to this job, run or queue')
    .option('-n, --limit <rows>', 'how many at most', limit('--limit'), 50)
    .action(async ({ since, action, target, limit: rows }) => {
      await cli.operate('auditTrail', { since, action, target, limit: rows });
    });
  addExamples(audit, 'infra audit', 'infra audit --since 7d --target content_ingestion');
}
