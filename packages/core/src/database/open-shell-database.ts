import { Database } from './database.js';
import { DatabaseNotMigratedError, DatabaseUnreachableError } from './database-errors.js';
import type { ConnectionSettings } from './connection-settings.js';
import { embeddedConnection } from './embedded/embedded-connection.js';
import { assertSchema } from './open-database.js';

/** The database of the user's embedded cluster that has the shell runs of every directory, whatever a host works with. */
const shellDatabase = 'shell';

/**
 * Opens the database of shell runs on one connection; what is missing of it, from the engine to the tables, is made first.
 * @throws {StateDirectoryUnusableError} @throws {EmbeddedDatabaseFailedError} @throws {SchemaTooNewError}
 */
export async function openShellDatabase(stateDirectory: string): Promise<Database> {
  const place = { stateDirectory, database: shellDatabase };
  const settings = embeddedConnection(place);
  const there = settings === null ? null : await usable(settings).catch(refusal);
  if (there !== null) return there;
  const { openEmbeddedDatabase } = await import('./embedded/embedded-database.js');
  return usable(await openEmbeddedDatabase(place));
}

/**
 * The database of shell runs as it is: nothing is made, started or migrated.
 * @returns null where there is none, or its server does not run.
 * @throws {DatabaseNotMigratedError} @throws {SchemaTooNewError} @throws {EmbeddedDatabaseFailedError}
 */
export async function openExistingShellDatabase(stateDirectory: string): Promise<Database | null> {
  const settings = embeddedConnection({ stateDirectory, database: shellDatabase });
  if (settings === null) return null;
  const database = connected(settings);
  try {
    await assertSchema(database, new Map());
    return database;
  } catch (error) {
    await database.close();
    return refusal(error);
  }
}

/** The server does not run, or has no such database. */
function refusal(error: unknown): null {
  if (error instanceof DatabaseUnreachableError) return null;
  throw error;
}

async function usable(settings: ConnectionSettings): Promise<Database> {
  const database = connected(settings);
  try {
    await assertSchema(database, new Map());
  } catch (error) {
    if (error instanceof DatabaseNotMigratedError) await migrated(database);
    else {
      await database.close();
      throw error;
    }
  }
  return database;
}

function connected(settings: ConnectionSettings): Database {
  return new Database(settings, { preparedStatements: true, poolSize: 1, applicationName: 'infra shell' });
}

async function migrated(database: Database): Promise<void> {
  const { migrate } = await import('./migrate.js');
  await migrate(database, []);
}
