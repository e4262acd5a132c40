import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { addExamples } from '../examples.js';

export function defineMigrateCommand(migrate: Command, cli: CommandLine): void {
  migrate.action(async () => {
    await cli.whileWaiting('migrating', () => cli.operate('migrateDatabase', {}));
  });
  addExamples(migrate, 'infra db migrate', 'DATABASE_URL=postgres://app@db/infra infra db migrate');
}
