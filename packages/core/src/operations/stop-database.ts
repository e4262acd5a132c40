import type { Artifact } from '../artifacts/artifact.js';
import type { DatabaseStopped } from '../artifacts/database-stopped.js';
import { stopEmbeddedDatabase } from '../database/embedded/embedded-database.js';
import { runningServer } from '../database/embedded/server.js';
import { stateDirectory } from '../database/embedded/state-directory.js';
import { InfraError } from '../errors/infra-error.js';
import type { Host } from './host.js';

/** The host works with a configured database, which is not ours to stop. */
export class NotEmbeddedError extends InfraError {
  readonly code = 'usage';
}

/**
 * Stops this user's embedded database, whoever is connected.
 * @throws {NotEmbeddedError} when the host works with a configured one.
 */
export async function stopDatabase(host: Pick<Host, 'databaseUrl'>): Promise<Artifact<DatabaseStopped>> {
  if (host.databaseUrl !== null) {
    throw new NotEmbeddedError('this host works with a configured database, which infra does not stop', {
      hint: 'stop it where it runs',
    });
  }
  const directory = stateDirectory();
  const stopped = await stopEmbeddedDatabase(directory);
  const again = stopped && (await runningServer(directory)) !== null;
  return {
    data: { stopped, message: stopped ? stoppedMessage(again) : 'The embedded database was not running' },
    artifact_type: 'text',
    title: 'Database Stopped',
  };
}

function stoppedMessage(again: boolean): string {
  const message = 'The embedded database has stopped';
  return again ? `${message}, and a process that needs it has started it again` : message;
}
