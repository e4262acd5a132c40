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
  /** Stops the server, which cuts everybody off, and starts it again. */
  restart(): Promise<void>;
  /** Stops the server and removes every trace of it. */
  stop(): Promise<void>;
}

/** Nobody needs the data after a crash of the machine, and no statistics that come at a time of their own. */
const careless = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', autovacuum: 'off' };

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
  const hold = () => holdCluster(directory, options.idleLimitMs ?? 10_000);
  const halt = async () => {
    await holder();
    await stopServer(directory, await engineOfCluster(directory));
  };
  let holder = await hold().catch(async (error: unknown) => {
    await rm(directory, { recursive: true, force: true });
    throw error;
  });
  return {
    directory,
    connection: (database) => connectionOf(directory, database),
    async restart() {
      await halt();
      holder = await hold();
    },
    async stop() {
      await halt();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Stays connected as long as this process lives: that is what keeps the server. Returns what lets go of it. */
async function holdCluster(directory: string, idleLimitMs: number): Promise<() => Promise<void>> {
  const options = { stateDirectory: directory, serverSettings: careless, idleLimitMs, disposable: true };
  const client = await openCluster(options);
  client.on('error', () => undefined);
  // Not a reason for this process to go on, though. (pg has it, its types do not.)
  const reason = client as typeof client & Record<'ref' | 'unref', () => void>;
  reason.unref();
  return async () => {
    reason.ref();
    await client.end();
  };
}

function connectionOf(directory: string, database: string): EmbeddedConnection {
  const connection = embeddedConnection({ stateDirectory: directory, database });
  if (connection) return connection;
  throw new Error(`The test cluster in ${directory} is gone`);
}
