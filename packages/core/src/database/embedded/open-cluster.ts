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
    if (started || (await isUnwatched(client))) await watch(options, engine);
    return client;
  } catch (error) {
    await client.end();
    throw error;
  }
}

/** Whoever started the server may have died before it started the watcher, or the watcher may have been killed. */
async function isUnwatched(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ unwatched: boolean }>(
    `select now() - pg_postmaster_start_time() > interval '10 s'
        and not exists (select from pg_stat_activity where application_name = $1) as unwatched`,
    [watcherName],
  );
  return rows[0]?.unwatched ?? false;
}

async function watch(options: OpenClusterOptions, engine: Engine): Promise<void> {
  const { stateDirectory } = options;
  const connection = embeddedConnection({ stateDirectory, database: 'postgres' });
  if (!connection) return;
  startIdleWatcher({
    name: watcherName,
    connection,
    idleLimitMs: options.idleLimitMs ?? 600_000,
    stop: await stopCommand(stateDirectory, engine),
    remove: options.disposable ? stateDirectory : null,
  });
}
