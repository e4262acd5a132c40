import { command, type CommandTable } from '../command-table.js';

export const databaseVerbs: CommandTable = {
  migrate: command(
    'bring the schema up to what this program and its extensions know',
    async () => (await import('./db/migrate.js')).defineMigrateCommand,
  ),
  status: command(
    'say where the database is and how it does; starts nothing',
    async () => (await import('./db/status.js')).defineStatusCommand,
  ),
  stop: command(
    'stop the embedded database, whoever is connected',
    async () => (await import('./db/stop.js')).defineStopCommand,
  ),
  copy: command(
    "copy everything from the host's database into an empty one, such as out of the embedded one",
    async () => (await import('./db/copy.js')).defineCopyCommand,
  ),
  backup: command(
    "write everything in the host's database to a new file; whoever works goes on",
    async () => (await import('./db/backup.js')).defineBackupCommand,
  ),
  restore: command(
    "fill the host's database from a backup: all of it, or nothing",
    async () => (await import('./db/restore.js')).defineRestoreCommand,
  ),
};
