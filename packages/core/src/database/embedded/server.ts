import { readFile, rename, stat } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from 'pg';
import { dataDirectory, readClusterSettings } from './cluster-settings.js';
import { EmbeddedDatabaseFailedError } from './embedded-database-failed-error.js';
import { embeddedConnection } from './embedded-connection.js';
import type { Engine } from './engine.js';
import { lockHeld } from './lock-held.js';
import { readPostmasterFile } from './postmaster-file.js';
import { runProgram } from './run-program.js';
import { accountOfCluster } from './server-account.js';

/** The database that is always there. */
const maintenanceDatabase = 'postgres';

/** How long somebody else's start, or the replay after a crash, is waited for. */
const patienceMs = 60_000;
/** How long a start may be refused because of a server that was killed, and whose last processes have yet to leave. */
const lockPatienceMs = 15_000;
const pauseMs = 50;

export function serverLog(stateDirectory: string): string {
  return join(dataDirectory(stateDirectory), 'server.log');
}

/**
 * Starts the server unless it runs, and connects to it. Several processes may do this at once: PostgreSQL's own lock file lets
 * one server start, and whoever lost waits for that one.
 *
 * @returns a connected client, for the caller to end, and whether it was this call that started the server
 * @throws EmbeddedDatabaseFailedError with the end of the server's log
 */
export async function ensureServer(
  stateDirectory: string,
  engine: Engine,
): Promise<{ client: Client; started: boolean }> {
  const begun = performance.now();
  const outOfPatience = (patience: number) => performance.now() - begun > patience;
  let started = false;
  for (;;) {
    const answer = await tryToConnect(stateDirectory);
    if (answer.client) return { client: answer.client, started };
    if (answer.server === 'failing' || outOfPatience(patienceMs)) {
      throw await connectFailed(stateDirectory, answer.error);
    }
    const refusal = answer.server === 'absent' ? await startServer(stateDirectory, engine) : null;
    if (refusal && (!refusal.locked || outOfPatience(lockPatienceMs))) throw startFailed(refusal);
    if (answer.server === 'absent' && !refusal) started = true;
    else await delay(pauseMs);
  }
}

/**
 * Stops the server at once; whoever is connected is cut off, what was committed stays. Resolves as soon as this very
 * server has gone, also when somebody has started another one meanwhile.
 *
 * @returns false when it did not run
 * @throws EmbeddedDatabaseFailedError when it does not stop
 */
export async function stopServer(stateDirectory: string, engine: Engine): Promise<boolean> {
  const server = await runningServer(stateDirectory);
  if (server === null) return false;
  const data = dataDirectory(stateDirectory);
  // pg_ctl would wait for the lock file to be absent: where another server has written its own, until its time is over.
  const { succeeded, output } = await runProgram(
    join(engine.bin, 'pg_ctl'),
    ['stop', `--pgdata=${data}`, '--mode=fast', '--no-wait'],
    { account: await accountOfCluster(data) },
  );
  for (const begun = performance.now(); isServedBy(data, server); await delay(pauseMs)) {
    if (!succeeded && (await runningServer(stateDirectory)) === null) return false;
    if (!succeeded || performance.now() - begun > patienceMs)
      throw new EmbeddedDatabaseFailedError('The embedded database does not stop:', { said: output });
  }
  return true;
}

/** Whether the lock file is still that of this server: removing it is the last thing that a server does. */
function isServedBy(data: string, server: number): boolean {
  if (readPostmasterFile(data)?.pid !== server) return false;
  try {
    // Killed meanwhile, it leaves its file behind.
    process.kill(server, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** What stops the server, for a process that has nothing of ours. */
export async function stopCommand(stateDirectory: string, engine: Engine) {
  const data = dataDirectory(stateDirectory);
  return {
    file: join(engine.bin, 'pg_ctl'),
    args: ['stop', `--pgdata=${data}`, '--mode=fast', '--wait', '--timeout=60'],
    account: await accountOfCluster(data),
  };
}

/** The process id of the running server, or null. A file left behind does not count: the server must accept a connection. */
export async function runningServer(stateDirectory: string): Promise<number | null> {
  const connection = embeddedConnection({ stateDirectory, database: maintenanceDatabase });
  const postmaster = readPostmasterFile(dataDirectory(stateDirectory));
  if (!connection || !postmaster) return null;
  const { host, port } = connection;
  return await new Promise((resolve) => {
    const socket = connect(host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { host, port });
    socket.once('connect', () => resolve(postmaster.pid));
    socket.once('error', () => resolve(null));
    socket.once('close', () => resolve(null));
    socket.once('connect', () => socket.destroy());
  });
}

interface Answer {
  readonly client: Client | null;
  /** `absent`: nobody listens; `busy`: starting or stopping; `failing`: a running server that will not have us. */
  readonly server: 'there' | 'absent' | 'busy' | 'failing';
  readonly error?: unknown;
}

async function tryToConnect(stateDirectory: string): Promise<Answer> {
  const connection = embeddedConnection({ stateDirectory, database: maintenanceDatabase });
  if (!connection)
    return { client: null, server: 'failing', error: new Error('its settings have been removed') };
  const { Client } = await import('pg');
  const client = new Client({ ...connection, connectionTimeoutMillis: 10_000, application_name: 'infra' });
  try {
    await client.connect();
    return { client, server: 'there' };
  } catch (error) {
    await client.end().catch(() => undefined);
    return { client: null, server: serverBehind(error as { code?: string }), error };
  }
}

function serverBehind(error: { code?: string }): Answer['server'] {
  switch (error.code) {
    case 'ENOENT':
    case 'ECONNREFUSED':
      return 'absent';
    // Starting up or shutting down; cut off in between; the queue for connections is full; all connections taken.
    case '57P03':
    case '57P01':
    case 'ECONNRESET':
    case 'EPIPE':
    case 'EAGAIN':
    case '53300':
    // pg has no code for "Connection terminated unexpectedly".
    case undefined:
      return 'busy';
    default:
      return 'failing';
  }
}

async function connectFailed(stateDirectory: string, error: unknown): Promise<EmbeddedDatabaseFailedError> {
  const reason = (error as Error).message;
  const log = await readFile(serverLog(stateDirectory), 'utf8').catch(() => '');
  return new EmbeddedDatabaseFailedError(
    `The embedded database does not let us connect: ${reason}\nIts log ends with:`,
    {
      said: log,
      cause: error,
    },
  );
}

interface Refusal {
  /** Another server holds the lock: one that starts, or the last processes of one that was killed. */
  readonly locked: boolean;
  readonly said: string;
}

function startFailed({ said }: Refusal): EmbeddedDatabaseFailedError {
  return new EmbeddedDatabaseFailedError('The embedded database did not start; its log ends with:', { said });
}

/** Starts the server, and does not wait for what refuses it; null when this call started it. */
export async function startServer(stateDirectory: string, engine: Engine): Promise<Refusal | null> {
  const data = dataDirectory(stateDirectory);
  const log = serverLog(stateDirectory);
  const alreadySaid = await trimmedLogSize(log);
  const port = readClusterSettings(stateDirectory)?.listen === 'tcp' ? await freePort() : null;
  const { succeeded, output } = await runProgram(
    join(engine.bin, 'pg_ctl'),
    [
      'start',
      `--pgdata=${data}`,
      `--log=${log}`,
      '--wait',
      `--timeout=${patienceMs / 1000}`,
      ...(port === null ? [] : [`--options=-p ${port}`]),
    ],
    { account: await accountOfCluster(data), directory: data },
  );
  if (succeeded) return null;
  const logged = (await readFile(log).catch(() => Buffer.alloc(0))).subarray(alreadySaid).toString('utf8');
  // The log may have words of another start.
  return { locked: lockHeld(`${logged}\n${output}`), said: logged || output };
}

/** The size of the log, which begins anew when it has grown large; the one before is kept. */
async function trimmedLogSize(log: string): Promise<number> {
  const size = await stat(log).then(
    (file) => file.size,
    () => 0,
  );
  if (size < 4 * 1024 * 1024) return size;
  await rename(log, `${log}.1`);
  return 0;
}

async function freePort(): Promise<number> {
  const server = createServer();
  return await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
