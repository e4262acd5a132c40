import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { confirm } from '../../confirm.js';
import { addExamples } from '../examples.js';
import { progressOf } from './progress.js';

export function defineCopyCommand(copy: Command, cli: CommandLine): void {
  copy
    .requiredOption('--to <url>', 'where to: postgres://user:password@host:5432/database')
    .option('-y, --yes', 'do not ask')
    .action(async ({ to, yes }) => {
      const question = `Everything in the host's database is copied to ${place(to)}. Continue?`;
      if (yes !== true && !(await confirm(cli, question, '--yes'))) return cli.exitWith(1);
      await cli.whileWaiting('copying', (say) =>
        cli.operate('copyDatabase', { to, progress: progressOf(say) }),
      );
    });
  addExamples(copy, 'infra db copy --to postgres://app@db/infra --yes');
}

/** A database URL for people, without its password. */
function place(url: string): string {
  if (!URL.canParse(url)) return 'the given database';
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}
