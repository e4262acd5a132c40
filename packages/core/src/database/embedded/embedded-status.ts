import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { clusterMajor } from './cluster.js';
import { clusterHome, dataDirectory } from './cluster-settings.js';
import { embeddedConnection } from './embedded-connection.js';
import { runningServer, serverLog } from './server.js';

/** What `infra db status` says of the embedded database; null stands for what is not there or cannot be known. */
export interface EmbeddedStatus {
  /** Where the cluster is, or would be. */
  readonly directory: string;
  readonly running: boolean;
  /** The server's process id; null unless it runs. */
  readonly pid: number | null;
  /** PostgreSQL's version: `18.4` of a running server, `18` of a stopped one; null without a cluster. */
  readonly version: string | null;
  /** All files of the cluster, bytes; null without a cluster. */
  readonly size_bytes: number | null;
  /** By name; null unless the server runs and answers. */
  readonly databases: { name: string; size_bytes: number }[] | null;
  /** The server's log; null when there is none. */
  readonly log: string | null;
}

/** Looks at the embedded database and makes, starts and changes nothing. */
export async function embeddedStatus(stateDirectory: string): Promise<EmbeddedStatus> {
  const [pid, major, sizeBytes, hasLog] = await Promise.all([
    runningServer(stateDirectory),
    clusterMajor(stateDirectory),
    sizeOf(dataDirectory(stateDirectory)),
    isFile(serverLog(stateDirectory)),
  ]);
  const answer = pid === null ? null : await askServer(stateDirectory).catch(() => null);
  return {
    directory: clusterHome(stateDirectory),
    running: pid !== null,
    pid,
    version: answer?.version ?? (major === null ? null : String(major)),
    size_bytes: sizeBytes,
    databases: answer?.databases ?? null,
    log: hasLog ? serverLog(stateDirectory) : null,
  };
}

async function askServer(stateDirectory: string) {
  const connection = embeddedConnection({ stateDirectory, database: 'postgres' });
  if (!connection) return null;
  const { Client } = await import('pg');
  const client = new Client({ ...connection, connectionTimeoutMillis: 5000 });
  try {
    await client.connect();
    const version = await client.query<{ server_version: string }>('show server_version');
    // double precision: pg gives a bigint as a string, and no database of this kind has 2^53 bytes.
    const databases = await client.query<{ name: string; size_bytes: number }>(
      `select datname as name, pg_database_size(oid)::float8 as size_bytes
         from pg_database
        where not datistemplate and datname <> 'postgres'
        order by datname`,
    );
    // Debian's says more: `15.14 (Debian 15.14-0+deb12u1)`.
    return { version: version.rows[0]?.server_version.split(' ')[0] ?? null, databases: databases.rows };
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Null when there is no such directory. Files that go away meanwhile, as a server's do, count for nothing. */
async function sizeOf(directory: string): Promise<number | null> {
  const entries = await readdir(directory, { withFileTypes: true, recursive: true }).catch(() => null);
  if (!entries) return null;
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) =>
        stat(join(entry.parentPath, entry.name)).then(
          (file) => file.size,
          () => 0,
        ),
      ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (file) => file.isFile(),
    () => false,
  );
}
