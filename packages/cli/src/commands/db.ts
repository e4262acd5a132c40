import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../command-line.js';
import { addBackupCommand } from './db/backup.js';
import { addCopyCommand } from './db/copy.js';
import { addMigrateCommand } from './db/migrate.js';
import { addRestoreCommand } from './db/restore.js';
import { addStatusCommand } from './db/status.js';
import { addStopCommand } from './db/stop.js';

export function addDatabaseCommands(db: Command, cli: CommandLine): void {
  addMigrateCommand(db, cli);
  addStatusCommand(db, cli);
  addStopCommand(db, cli);
  addCopyCommand(db, cli);
  addBackupCommand(db, cli);
  addRestoreCommand(db, cli);
}
