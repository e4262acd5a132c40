// One PostgreSQL and, where this machine has it, one Redis for all queues: throwaway, with durable settings.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  openEmbeddedDatabase,
  stopEmbeddedDatabase,
} from '../../packages/core/dist/database/embedded/embedded-database.js';
import { pause, query } from './measuring.ts';
import type { Place } from './peer.ts';

export interface Servers {
  readonly postgres: { readonly pid: number; readonly version: string };
  /** Null when there is none on this machine. */
  readonly redis: { readonly pid: number; readonly version: string } | null;
  placeOf(spec: string): Promise<Place>;
  /** Stops both and removes every file. */
  stop(): Promise<void>;
}

export async function startServers(): Promise<Servers> {
  const directory = await realpath(await mkdtemp(join(tmpdir(), 'infra-peers-')));
  // The embedded server of root runs as another account, which must be able to enter.
  await chmod(directory, 0o711);
  const state = join(directory, 'state');
  const connection = await openEmbeddedDatabase({ stateDirectory: state, database: 'bench' });
  const urlOf = (database: string) =>
    `postgresql://${connection.user}:${encodeURIComponent(connection.password)}@localhost:${connection.port}/${database}?host=${encodeURIComponent(connection.host)}`;
  const redis = await startRedis(join(directory, 'redis'));
  const [row] = await query<{ version: string; data: string }>(
    urlOf('bench'),
    `select current_setting('server_version') as version, current_setting('data_directory') as data`,
  );
  const pid = Number((await readFile(join(row?.data ?? '', 'postmaster.pid'), 'utf8')).split('\n')[0]);
  return {
    postgres: { pid, version: row?.version ?? '' },
    redis: redis === null ? null : { pid: redis.pid, version: redis.version },
    async placeOf(spec) {
      const database = `peer_${spec.replaceAll(/[^a-z0-9]/g, '_')}`;
      const own = join(directory, database);
      await mkdir(own, { recursive: true });
      return {
        variant: spec.split(':')[1] ?? '',
        database,
        url: urlOf(database),
        adminUrl: urlOf('bench'),
        redisPort: redis?.port ?? null,
        directory: own,
      };
    },
    async stop() {
      await redis?.stop();
      await stopEmbeddedDatabase(state);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function startRedis(directory: string) {
  const { stdout, error } = spawnSync('redis-server', ['--version'], { encoding: 'utf8' });
  if (error !== undefined) return null;
  await mkdir(directory);
  const port = await freePort();
  const settings = {
    port,
    bind: '127.0.0.1',
    dir: directory,
    save: '',
    appendonly: 'yes',
    appendfsync: 'everysec',
    'maxmemory-policy': 'noeviction',
  };
  const words = Object.entries(settings).flatMap(([key, value]) => [`--${key}`, String(value)]);
  const server: ChildProcess = spawn('redis-server', words, { stdio: 'ignore' });
  while (!(await answers(port))) await pause(20);
  return {
    port,
    pid: server.pid ?? 0,
    version: /v=(\S+)/.exec(stdout)?.[1] ?? '',
    async stop() {
      server.kill('SIGTERM');
      await once(server, 'exit');
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
