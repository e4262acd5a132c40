import { resolve } from 'node:path';
import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { addExamples } from '../examples.js';
import { progressOf } from './progress.js';

export function defineBackupCommand(backup: Command, cli: CommandLine): void {
  backup.argument('<file>', 'the file to write, which nobody else may read').action(async (name) => {
    const file = resolve(cli.terminal.cwd, name);
    await cli.whileWaiting('backing up', (say) =>
      cli.operate('backUpDatabase', { file, progress: progressOf(say) }),
    );
  });
  addExamples(backup, 'infra db backup infra-2026-11-22.gz');
}
