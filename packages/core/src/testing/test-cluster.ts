import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engineOfCluster } from '../database/embedded/cluster.js';
import { type EmbeddedConnection, embeddedConnection } from '../database/embedded/embedded-connection.js';
import { openCluster } from '../database/embedded/open-cluster.js';
import { stopServer } from '../database/embedded/server.js';

/** A throwaway PostgreSQL cluster in a directory of its own. */
export interface TestCluster {
  readonly directory: string;
  connection(database: string): EmbeddedConnection;
  /** Stops the server and removes every trace of it. */
  stop(): Promise<void>;
}

/** Nobody needs the data after a crash of the machine. */
const careless = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/**
 * Starts a throwaway cluster: the embedded database, minus durability. It lives until `stop()`, or, when this process is killed before,
 * for `idleLimitMs` after the last client has gone.
 *
 * @param options.idleLimitMs 10 seconds by default
 * @throws EmbeddedDatabaseFailedError
 * @throws StateDirectoryUnusableError when the directory for temporary files (TMPDIR) will not do
 */
export async function startTestCluster(options: { idleLimitMs?: number } = {}): Promise<TestCluster> {
  const directory = await mkdtemp(join(tmpdir(), 'infra-test-'));
  try {
    // Stays connected as long as this process lives: that is what keeps the server.
    const holder = await openCluster({
      stateDirectory: directory,
      serverSettings: careless,
      idleLimitMs: options.idleLimitMs ?? 10_000,
      disposable: true,
    });
    holder.on('error', () => undefined);
    // Not a reason for this process to go on, though. (pg has it, its types do not.)
    const reason = holder as typeof holder & Record<'ref' | 'unref', () => void>;
    reason.unref();
    return {
      directory,
      connection: (database) => connectionOf(directory, database),
      async stop() {
        reason.ref();
        await holder.end();
        await stopServer(directory, await engineOfCluster(directory));
        await rm(directory, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await rm(directory, { recursive: true, force: true });
    throw error;
  }
}

function connectionOf(directory: string, database: string): EmbeddedConnection {
  const connection = embeddedConnection({ stateDirectory: directory, database });
  if (connection) return connection;
  throw new Error(`The test cluster in ${directory} is gone`);
}
