import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { addExamples } from '../examples.js';

export function addStatusCommand(db: Command, cli: CommandLine): void {
  const status = db
    .command('status')
    .description('say where the database is and how it does; starts nothing')
    .action(async () => {
      await cli.operate('databaseStatus', {});
    });
  addExamples(status, 'infra db status');
}
