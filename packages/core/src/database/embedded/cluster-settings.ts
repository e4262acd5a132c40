import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EmbeddedDatabaseFailedError } from './embedded-database-failed-error.js';
import { StateDirectoryUnusableError } from './state-directory.js';

/** What a client must know of the cluster; kept beside it in a file that only the caller can read. */
export interface ClusterSettings {
  readonly user: string;
  readonly password: string;
  /** A UNIX socket in the data directory, or (Windows) a port of the loopback interface that changes from start to start. */
  readonly listen: 'socket' | 'tcp';
}

/** All of the cluster: its settings and, in {@link dataDirectory}, what PostgreSQL owns. Comes into being by one rename. */
export function clusterHome(stateDirectory: string): string {
  return join(stateDirectory, 'postgres');
}

export function dataDirectory(stateDirectory: string): string {
  return join(clusterHome(stateDirectory), 'data');
}

/**
 * The settings of the cluster, null when there is no cluster yet.
 * Read by every command, so by hand: loading zod would take longer than connecting.
 */
export function readClusterSettings(stateDirectory: string): ClusterSettings | null {
  const file = settingsFile(clusterHome(stateDirectory));
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new StateDirectoryUnusableError(stateDirectory, (error as Error).message, { cause: error });
  }
  const settings = parsed(text);
  if (settings) return settings;
  throw new EmbeddedDatabaseFailedError(
    `${file} does not hold the settings of the embedded database any more`,
    {
      hint: `Restore the file, or move ${clusterHome(stateDirectory)} away to start with an empty database.`,
    },
  );
}

export async function writeClusterSettings(home: string, settings: ClusterSettings): Promise<void> {
  // Flushed, so that after a power cut there is no cluster whose password nobody knows.
  await writeFile(settingsFile(home), `${JSON.stringify(settings)}\n`, {
    mode: 0o600,
    flag: 'wx',
    flush: true,
  });
}

function settingsFile(home: string): string {
  return join(home, 'settings.json');
}

function parsed(text: string): ClusterSettings | null {
  try {
    const { user, password, listen } = JSON.parse(text) as Record<string, unknown>;
    const sound =
      typeof user === 'string' && typeof password === 'string' && (listen === 'socket' || listen === 'tcp');
    return sound ? { user, password, listen } : null;
  } catch {
    return null;
  }
}
