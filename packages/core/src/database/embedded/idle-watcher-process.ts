import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { Client } from 'pg';
import type { IdleWatch } from './idle-watcher.js';

const watch = JSON.parse(process.env['INFRA_IDLE_WATCH'] ?? 'null') as IdleWatch;
// Not for pg_ctl to see, which may run as another account: it holds the password.
delete process.env['INFRA_IDLE_WATCH'];
const client = new Client({ ...watch.connection, application_name: watch.name });

/** Two watchers of one server would do no harm, but are one process too many. (`infr` in ASCII.) */
const watcherLock = 0x696e6672;

/**
 * No row where the server that this watcher was started for has gone and another has come: that one's own watcher knows its limit,
 * and must find the lock free.
 */
const takeWatch = `
  select pg_try_advisory_lock($1) as alone
   where extract(epoch from pg_postmaster_start_time())::text = $2`;

/** Sessions are counted too: commands that are over in no time come and go between two looks. */
const lookAround = `
  select (select count(*) from pg_stat_activity
           where backend_type = 'client backend' and pid <> pg_backend_pid())::int as connected,
         (select sum(sessions) from pg_stat_database)::text as sessions`;

let sessionsSeen = '';
// Not the time of day: a laptop that slept was not idle.
let idleSince = performance.now();

async function look(): Promise<void> {
  const { rows } = await client.query<{ connected: number; sessions: string }>(lookAround);
  const { connected = 0, sessions = '' } = rows[0] ?? {};
  if (connected > 0 || sessions !== sessionsSeen) {
    sessionsSeen = sessions;
    idleSince = performance.now();
  } else if (performance.now() - idleSince >= watch.idleLimitMs) {
    stopServer();
  }
}

function stopServer(): void {
  const { file, args, account } = watch.stop;
  client.removeAllListeners();
  client.on('error', () => undefined);
  execFileSync(file, args, { ...account, stdio: 'ignore' });
  if (watch.remove) rmSync(watch.remove, { recursive: true, force: true });
  process.exit();
}

// The server has gone, stopped by somebody else or killed: whoever starts it again starts a watcher with it.
client.once('end', () => process.exit());
client.on('error', () => process.exit());

await client.connect();
const { rows } = await client.query<{ alone: boolean }>(takeWatch, [watcherLock, watch.serverStart]);
if (!rows[0]?.alone) process.exit();

const pauseMs = Math.min(Math.max(watch.idleLimitMs / 10, 20), 60_000);
setInterval(() => void look().catch(() => process.exit(1)), pauseMs);
