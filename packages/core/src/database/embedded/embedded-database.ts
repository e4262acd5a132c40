import type { Client } from 'pg';
import { InfraError } from '../../errors/infra-error.js';
import { engineOfCluster } from './cluster.js';
import { readClusterSettings } from './cluster-settings.js';
import { EmbeddedDatabaseFailedError } from './embedded-database-failed-error.js';
import { type EmbeddedConnection, embeddedConnection } from './embedded-connection.js';
import { openCluster } from './open-cluster.js';
import { stopServer } from './server.js';

/**
 * Makes sure that the embedded database runs and has a database of that name, whatever of it is missing: the copied engine, the
 * cluster, the server, the database. The first call of all takes about a second. Any number of processes may call it at once.
 *
 * With the server up, {@link embeddedConnection} is all it takes: call this when connecting fails with ENOENT, ECONNREFUSED or 3D000.
 *
 * @param options.idleLimitMs after how long with nobody connected the server stops, if this call starts it; 10 minutes by default
 * @throws StateDirectoryUnusableError
 * @throws EmbeddedDatabaseFailedError
 */
export async function openEmbeddedDatabase(options: {
  stateDirectory: string;
  database: string;
  idleLimitMs?: number;
}): Promise<EmbeddedConnection> {
  try {
    const client = await openCluster(options);
    try {
      await ensureDatabase(client, options.database);
    } finally {
      await client.end();
    }
  } catch (error) {
    if (error instanceof InfraError) throw error;
    throw new EmbeddedDatabaseFailedError(`The embedded database failed: ${(error as Error).message}`, {
      cause: error,
    });
  }
  const connection = embeddedConnection(options);
  if (connection) return connection;
  throw new EmbeddedDatabaseFailedError(
    `The embedded database was removed from ${options.stateDirectory} while it was opened`,
  );
}

/**
 * Stops the embedded database at once; whoever is connected is cut off, what was committed stays.
 *
 * @returns false when it did not run
 * @throws EmbeddedDatabaseFailedError when it does not stop
 */
export async function stopEmbeddedDatabase(stateDirectory: string): Promise<boolean> {
  if (!readClusterSettings(stateDirectory)) return false;
  return await stopServer(stateDirectory, await engineOfCluster(stateDirectory));
}

async function ensureDatabase(client: Client, database: string): Promise<void> {
  const { rowCount } = await client.query('select from pg_database where datname = $1', [database]);
  if (rowCount !== 0) return;
  try {
    await client.query(`create database ${client.escapeIdentifier(database)}`);
  } catch (error) {
    // Somebody else made it in between: PostgreSQL says so itself, or its unique index does.
    if (!['42P04', '23505'].includes((error as { code?: string }).code ?? '')) throw error;
  }
}
