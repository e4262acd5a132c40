import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { addExamples } from '../examples.js';

export function addMigrateCommand(db: Command, cli: CommandLine): void {
  const migrate = db
    .command('migrate')
    .description('bring the schema up to what this program and its extensions know')
    .action(async () => {
      await cli.whileWaiting('migrating', () => cli.operate('migrateDatabase', {}));
    });
  addExamples(migrate, 'infra db migrate', 'DATABASE_URL=postgres://app@db/infra infra db migrate');
}
