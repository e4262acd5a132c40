import { corePackage, coreSchemaVersion } from './core-schema.js';
import type { ConnectionSettings } from './connection-settings.js';
import { Database } from './database.js';
import { DatabaseNotMigratedError, DatabaseUnreachableError } from './database-errors.js';
import { parseDatabaseUrl } from './parse-database-url.js';
import { type KnownVersions, missingMigrations, readSchemaVersions } from './schema-version.js';

/** Which database a host works with, and how. */
export interface DatabaseChoice {
  /** From `--database`, DATABASE_URL or the configuration; null for the embedded one. */
  readonly url: string | null;
  /** The host's directory, which the embedded database is kept for. */
  readonly hostDirectory: string;
  readonly preparedStatements: boolean;
  readonly poolSize: number;
  readonly listen: boolean;
  readonly applicationName: string;
}

/** A database with what was found out about it. */
export interface OpenedDatabase {
  readonly database: Database;
  readonly kind: 'configured' | 'embedded';
}

/**
 * Connects; the embedded database is installed, started and created first as far as it is missing. Says nothing about
 * the schema.
 * @throws {DatabaseUnreachableError}
 */
export async function connectDatabase(choice: DatabaseChoice): Promise<OpenedDatabase> {
  if (choice.url !== null) {
    return { database: databaseAt(parseDatabaseUrl(choice.url), choice), kind: 'configured' };
  }
  return { database: await embeddedDatabase(choice), kind: 'embedded' };
}

/**
 * Refuses a schema that this program may not work with.
 * @param known how many migrations of each extension the program knows.
 * @throws {DatabaseNotMigratedError} @throws {SchemaTooNewError}
 */
export async function assertSchema(database: Database, known: KnownVersions): Promise<void> {
  const missing = missingMigrations(
    await readSchemaVersions(database),
    new Map([[corePackage, coreSchemaVersion], ...known]),
  );
  if (missing.length > 0) throw new DatabaseNotMigratedError(database.where, missing);
}

async function embeddedDatabase(choice: DatabaseChoice): Promise<Database> {
  const [{ embeddedConnection }, { stateDirectory }, { databaseNameOf }] = await Promise.all([
    import('./embedded/embedded-connection.js'),
    import('./embedded/state-directory.js'),
    import('./embedded/database-name.js'),
  ]);
  const place = { stateDirectory: stateDirectory(), database: databaseNameOf(choice.hostDirectory) };
  const settings = embeddedConnection(place);
  if (settings !== null) {
    const database = databaseAt(settings, choice);
    if (await answers(database)) return database;
    await database.close();
  }
  const { openEmbeddedDatabase } = await import('./embedded/embedded-database.js');
  return databaseAt(await openEmbeddedDatabase(place), choice);
}

// One round trip tells a running server with this database from one that must be started or filled first.
async function answers(database: Database): Promise<boolean> {
  try {
    await database.query({ name: 'answers', text: 'select 1' });
    return true;
  } catch (error) {
    if (error instanceof DatabaseUnreachableError) return false;
    throw error;
  }
}

function databaseAt(settings: ConnectionSettings, choice: DatabaseChoice): Database {
  const { preparedStatements, poolSize, listen, applicationName } = choice;
  return new Database(settings, { preparedStatements, poolSize, listen, applicationName });
}
