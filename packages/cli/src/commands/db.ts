import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../command-line.js';
import { addMigrateCommand } from './db/migrate.js';
import { addStatusCommand } from './db/status.js';
import { addStopCommand } from './db/stop.js';

export function addDatabaseCommands(db: Command, cli: CommandLine): void {
  addMigrateCommand(db, cli);
  addStatusCommand(db, cli);
  addStopCommand(db, cli);
}
