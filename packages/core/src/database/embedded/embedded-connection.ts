import { createHash } from 'node:crypto';
import { lstatSync, readlinkSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { dataDirectory, readClusterSettings } from './cluster-settings.js';
import { EmbeddedDatabaseFailedError } from './embedded-database-failed-error.js';
import { readPostmasterFile } from './postmaster-file.js';

/** Fit for `new pg.Client(...)`. */
export interface EmbeddedConnection {
  /** The directory of the server's UNIX socket, or 127.0.0.1. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

/** Names the socket, nothing else: no server of ours with a socket listens on a port. */
const socketPort = 5432;

/**
 * How to connect to a database of the embedded cluster, found by reading one small file: nothing is made, started or asked.
 * Null when there is no cluster yet. Connecting may fail with ENOENT or ECONNREFUSED (no server) or 3D000 (no such database);
 * `openEmbeddedDatabase` is the answer to all of them.
 *
 * @throws StateDirectoryUnusableError when the file cannot be read
 * @throws EmbeddedDatabaseFailedError when the file is damaged
 */
export function embeddedConnection(options: {
  stateDirectory: string;
  database: string;
}): EmbeddedConnection | null {
  const settings = readClusterSettings(options.stateDirectory);
  if (!settings) return null;
  const { user, password, listen } = settings;
  const data = dataDirectory(options.stateDirectory);
  const address =
    listen === 'socket'
      ? { host: socketDirectory(data), port: socketPort }
      : // A port that nothing listens on stands for a server that does not run.
        { host: '127.0.0.1', port: readPostmasterFile(data)?.port ?? 1 };
  return { ...address, user, password, database: options.database };
}

/** What the operating systems have in common: macOS allows 103 bytes for the path of a socket, Linux 107. */
const longestSocketPath = 103;

/** The data directory, which holds the socket, by its own name or, where that is too long for a socket, by a short link to it. */
function socketDirectory(data: string): string {
  if (Buffer.byteLength(join(data, `.s.PGSQL.${socketPort}`)) <= longestSocketPath) return data;
  const link = `/tmp/infra-${createHash('sha256').update(data).digest('hex').slice(0, 16)}`;
  try {
    symlinkSync(data, link);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  // Everybody may write to /tmp: a link that somebody else put there could lead to a server of theirs.
  if (lstatSync(link).uid !== process.getuid?.() || readlinkSync(link) !== data) {
    throw new EmbeddedDatabaseFailedError(`${link}, the short name of ${data}, is taken`, {
      hint: 'Remove it, or set INFRA_HOME to a shorter path.',
    });
  }
  return link;
}
