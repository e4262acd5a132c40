import { resolve } from 'node:path';
import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { confirm } from '../../confirm.js';
import { addExamples } from '../examples.js';
import { progressOf } from './progress.js';

export function defineRestoreCommand(restore: Command, cli: CommandLine): void {
  restore
    .argument('<file>', 'what `infra db backup` wrote')
    .option('--replace', 'give up what is in the database now; without it only an empty one is filled')
    .option('-y, --yes', 'do not ask')
    .action(async (name, { replace, yes }) => {
      const question = "What is in the host's database is replaced by the backup. Continue?";
      const sure = replace !== true || yes === true || (await confirm(cli, question, '--yes'));
      if (!sure) return cli.exitWith(1);
      const input = { file: resolve(cli.terminal.cwd, name), replace: replace === true };
      await cli.whileWaiting('restoring', (say) =>
        cli.operate('restoreDatabase', { ...input, progress: progressOf(say) }),
      );
    });
  addExamples(restore, 'infra db restore infra-2026-11-22.gz', 'infra db restore infra.gz --replace --yes');
}
