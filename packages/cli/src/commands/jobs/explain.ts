import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { moment } from '../../parse/moment.js';
import { addExamples } from '../examples.js';

export function defineExplainCommand(explain: Command, cli: CommandLine): void {
  explain
    .argument('<name>', 'job name')
    .option('--at <time>', 'the moment the schedule asked for (default: the latest)', moment('--at'))
    .action(async (name, { at }) => {
      await cli.operate('explainOccurrence', { name, at });
    });
  addExamples(
    explain,
    'infra jobs explain publish_content',
    'infra jobs explain publish_content --at 2026-11-20T03:00:00Z',
  );
}
