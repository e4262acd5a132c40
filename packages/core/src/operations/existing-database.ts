import { Database } from '../database/database.js';
import { databaseNameOf } from '../database/embedded/database-name.js';
import { embeddedConnection } from '../database/embedded/embedded-connection.js';
import { embeddedStatus, type EmbeddedStatus } from '../database/embedded/embedded-status.js';
import { stateDirectory } from '../database/embedded/state-directory.js';
import type { Host } from './host.js';

/** The host's database as it is. */
export type ExistingDatabase =
  | { readonly kind: 'configured'; readonly database: Database }
  /** The database is null while its server does not run. */
  | { readonly kind: 'embedded'; readonly database: Database | null; readonly status: EmbeddedStatus };

const oneConnection = { preparedStatements: true, poolSize: 1, listen: false };

/**
 * Gives `work` the host's database without making, starting or migrating anything: the ordinary way in would start the
 * embedded server, and who only looks must not.
 */
export async function withExistingDatabase<Result>(
  host: Host,
  applicationName: string,
  work: (existing: ExistingDatabase) => Promise<Result>,
): Promise<Result> {
  if (host.databaseUrl !== null) {
    const { database } = await host.connect();
    return work({ kind: 'configured', database });
  }
  const status = await embeddedStatus(stateDirectory());
  const place = { stateDirectory: stateDirectory(), database: databaseNameOf(host.directory) };
  const settings = status.running ? embeddedConnection(place) : null;
  const database = settings && new Database(settings, { ...oneConnection, applicationName });
  try {
    return await work({ kind: 'embedded', database, status });
  } finally {
    await database?.close();
  }
}
