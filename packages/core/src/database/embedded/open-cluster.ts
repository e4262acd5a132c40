import type { Client } from 'pg';
import { type ClusterOptions, ensureCluster } from './cluster.js';
import { embeddedConnection } from './embedded-connection.js';
import type { Engine } from './engine.js';
import { startIdleWatcher, watcherName } from './idle-watcher.js';
import { ensureServer, stopCommand } from './server.js';

export interface OpenClusterOptions extends ClusterOptions {
  /** After how many milliseconds with nobody connected the server stops; 10 minutes by default. */
  readonly idleLimitMs?: number;
  /** The state directory is removed when the server stops for want of clients. */
  readonly disposable?: boolean;
}

/** Engine, cluster, server and watcher, each made where it is missing; a connected superuser, for the caller to end. */
export async function openCluster(options: OpenClusterOptions): Promise<Client> {
  const engine = await ensureCluster(options);
  const { client, started } = await ensureServer(options.stateDirectory, engine);
  try {
    const server = await lookAtServer(client);
    if (started || server.unwatched) await watch(options, engine, server.start);
    return client;
  } catch (error) {
    await client.end();
    throw error;
  }
}

/** Whoever started the server may have died before it started the watcher, or the watcher may have been killed. */
async function lookAtServer(client: Client): Promise<{ start: string; unwatched: boolean }> {
  const { rows } = await client.query<{ start: string; unwatched: boolean }>(
    `select extract(epoch from pg_postmaster_start_time())::text as start,
            now() - pg_postmaster_start_time() > interval '10 s'
        and not exists (select from pg_stat_activity where application_name = $1) as unwatched`,
    [watcherName],
  );
  return rows[0] ?? { start: '', unwatched: false };
}

async function watch(options: OpenClusterOptions, engine: Engine, serverStart: string): Promise<void> {
  const { stateDirectory } = options;
  const connection = embeddedConnection({ stateDirectory, database: 'postgres' });
  if (!connection) return;
  startIdleWatcher({
    name: watcherName,
    connection,
    serverStart,
    idleLimitMs: options.idleLimitMs ?? 600_000,
    stop: await stopCommand(stateDirectory, engine),
    remove: options.disposable ? stateDirectory : null,
  });
}
