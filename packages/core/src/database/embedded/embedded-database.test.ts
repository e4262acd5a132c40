import { execFile } from 'node:child_process';
import { appendFile, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { outputOf, sourceProcess } from '../../testing/source-process.js';
import { ensureCluster } from './cluster.js';
import { dataDirectory } from './cluster-settings.js';
import { type EmbeddedConnection, embeddedConnection } from './embedded-connection.js';
import { openEmbeddedDatabase, stopEmbeddedDatabase } from './embedded-database.js';
import type { IdleWatch } from './idle-watcher.js';
import { embeddedStatus } from './embedded-status.js';
import { openCluster } from './open-cluster.js';
import { runningServer, startServer } from './server.js';

async function query<Row extends object>(connection: EmbeddedConnection, sql: string): Promise<Row[]> {
  const client = new Client(connection);
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function openInAnotherProcess(stateDirectory: string, database: string): Promise<EmbeddedConnection> {
  const child = sourceProcess(
    // The strictest umask there is: root's server must get to its files all the same.
    `process.umask(0o077);
     const { openEmbeddedDatabase } = await load('database/embedded/embedded-database.ts');
     console.log(JSON.stringify(await openEmbeddedDatabase(args)));`,
    // So that nothing is left for long when the tests are killed.
    { stateDirectory, database, idleLimitMs: 10_000 },
  );
  return JSON.parse(await outputOf(child)) as EmbeddedConnection;
}

const idleWatcherProcess = new URL('./idle-watcher-process.ts', import.meta.url);

async function watchersOf(stateDirectory: string): Promise<object[]> {
  const connection = embeddedConnection({ stateDirectory, database: 'shell' })!;
  return await query(
    connection,
    `select from pg_stat_activity where application_name = 'infra idle watcher'`,
  );
}

/** One cluster, made by the first test and used, stopped, killed and moved by those that follow: their order matters. */
describe('the embedded database', () => {
  let parent: string;
  let stateDirectory: string;
  beforeAll(async () => {
    parent = await mkdtemp(join(tmpdir(), 'infra-embedded-'));
    stateDirectory = parent;
  });
  afterAll(async () => {
    await stopEmbeddedDatabase(stateDirectory);
    await rm(parent, { recursive: true, maxRetries: 3 });
  });

  it('is made by one of three processes that open it at once, and opened by all', {
    timeout: 90_000,
  }, async () => {
    const connections = await Promise.all(
      Array.from({ length: 3 }, () => openInAnotherProcess(stateDirectory, 'shell')),
    );
    expect(new Set(connections.map((connection) => connection.password)).size).toBe(1);
    expect(await query(connections[0]!, 'select current_database() as name')).toEqual([{ name: 'shell' }]);
    expect((await readdir(stateDirectory)).sort()).toEqual(['engine', 'postgres']);
  });

  it('is connected to with no more than its settings file', async () => {
    const connection = embeddedConnection({ stateDirectory, database: 'shell' });
    expect(await query(connection!, 'select 1 as one')).toEqual([{ one: 1 }]);
    await expect(query({ ...connection!, database: 'nope' }, 'select')).rejects.toMatchObject({
      code: '3D000',
    });
  });

  it('makes a missing database once, whoever asks at the same time', async () => {
    const database = `project_it's "quoted"`;
    await Promise.all([1, 2, 3].map(() => openEmbeddedDatabase({ stateDirectory, database })));
    expect((await embeddedStatus(stateDirectory)).databases?.map(({ name }) => name)).toEqual([
      database,
      'shell',
    ]);
  });

  it('asks for a password that only the caller can read', async () => {
    const connection = embeddedConnection({ stateDirectory, database: 'shell' })!;
    await expect(query({ ...connection, password: 'guess' }, 'select')).rejects.toMatchObject({
      code: '28P01',
    });
    const { mode, uid } = await stat(join(stateDirectory, 'postgres', 'settings.json'));
    expect(mode & 0o777).toBe(0o600);
    expect(uid).toBe(process.getuid?.());
    expect((await stat(join(stateDirectory, 'postgres', 'data'))).mode & 0o777).toBe(0o700);
  });

  it('keeps what is committed safe from a power cut', async () => {
    const connection = embeddedConnection({ stateDirectory, database: 'shell' })!;
    const durability = `select name, setting from pg_settings
      where name in ('fsync', 'synchronous_commit', 'full_page_writes') and setting <> 'on'`;
    expect(await query(connection, durability)).toEqual([]);
  });

  it('says where it is, how large and which version', async () => {
    const status = await embeddedStatus(stateDirectory);
    expect(status).toMatchObject({
      directory: join(stateDirectory, 'postgres'),
      running: true,
      version: expect.stringMatching(/^\d+\.\d+/),
      log: join(stateDirectory, 'postgres', 'data', 'server.log'),
    });
    expect(status.size_bytes).toBeGreaterThan(1e7);
    expect(status.databases?.every((database) => database.size_bytes > 1e6)).toBe(true);
  });

  it('is watched by one process', async () => {
    await vi.waitFor(async () => expect(await watchersOf(stateDirectory)).toHaveLength(1), 20_000);
  });

  it('is left alone by the watcher of a server that has gone', { timeout: 30_000 }, async () => {
    const connection = embeddedConnection({ stateDirectory, database: 'postgres' })!;
    await query(
      connection,
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'infra idle watcher'`,
    );
    const { pid } = await embeddedStatus(stateDirectory);
    const late: IdleWatch = {
      name: 'infra idle watcher',
      connection,
      serverStart: '1',
      idleLimitMs: 20,
      stop: { file: 'kill', args: [String(pid)], account: null },
      remove: null,
    };
    await promisify(execFile)(process.execPath, [fileURLToPath(idleWatcherProcess)], {
      env: { ...process.env, INFRA_IDLE_WATCH: JSON.stringify(late) },
    });
    expect(await runningServer(stateDirectory)).toBe(pid);
  });

  it('comes back with all that was committed after its server was killed', async () => {
    const connection = embeddedConnection({ stateDirectory, database: 'shell' })!;
    await query(connection, 'create table kept as select 42 as answer');
    process.kill((await embeddedStatus(stateDirectory)).pid!, 'SIGKILL');
    await openEmbeddedDatabase({ stateDirectory, database: 'shell' });
    expect(await query(connection, 'select answer from kept')).toEqual([{ answer: 42 }]);
    await vi.waitFor(async () => expect(await watchersOf(stateDirectory)).toHaveLength(1), 20_000);
  });

  it('stops when told to, and says whether it ran', async () => {
    expect(await stopEmbeddedDatabase(stateDirectory)).toBe(true);
    expect(await stopEmbeddedDatabase(stateDirectory)).toBe(false);
    const status = await embeddedStatus(stateDirectory);
    expect(status).toMatchObject({
      running: false,
      pid: null,
      databases: null,
      version: expect.stringMatching(/^\d+$/),
    });
    const connection = embeddedConnection({ stateDirectory, database: 'shell' })!;
    await expect(query(connection, 'select')).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('is started again by one of several processes', async () => {
    await Promise.all([1, 2, 3].map(() => openInAnotherProcess(stateDirectory, 'shell')));
    await vi.waitFor(async () => expect(await watchersOf(stateDirectory)).toHaveLength(1), 20_000);
    await stopEmbeddedDatabase(stateDirectory);
  });

  it('waits for a server that has made its lock file and not yet written it', async () => {
    const lock = join(dataDirectory(stateDirectory), 'postmaster.pid');
    await writeFile(lock, '');
    let opened = false;
    const opening = openEmbeddedDatabase({ stateDirectory, database: 'shell' }).finally(() => {
      opened = true;
    });
    opening.catch(() => {});
    // It is refused as often as this is.
    const engine = await ensureCluster({ stateDirectory });
    for (let tries = 0; tries < 3; tries++)
      expect((await startServer(stateDirectory, engine))?.locked).toBe(true);
    expect(opened).toBe(false);
    await rm(lock);
    expect(await query(await opening, 'select 1 as one')).toEqual([{ one: 1 }]);
    await stopEmbeddedDatabase(stateDirectory);
  });

  it('has stopped although somebody starts it again at that very moment', async () => {
    const connection = await openEmbeddedDatabase({ stateDirectory, database: 'shell' });
    const { pid } = await embeddedStatus(stateDirectory);
    const stopped = stopEmbeddedDatabase(stateDirectory);
    await vi.waitUntil(async () => (await runningServer(stateDirectory)) !== pid, 20_000);
    await openEmbeddedDatabase({ stateDirectory, database: 'shell' });
    expect(await stopped).toBe(true);
    expect(await query(connection, 'select answer from kept')).toEqual([{ answer: 42 }]);
    await vi.waitFor(async () => expect(await watchersOf(stateDirectory)).toHaveLength(1), 20_000);
    await stopEmbeddedDatabase(stateDirectory);
  });

  it('stays while somebody is connected, and stops when nobody has been for the limit', async () => {
    const connection = await openEmbeddedDatabase({ stateDirectory, database: 'shell', idleLimitMs: 200 });
    const client = new Client(connection);
    await client.connect();
    // The server's clock shows that more than the limit has passed.
    await client.query('select pg_sleep(0.8)');
    expect(await runningServer(stateDirectory)).not.toBeNull();
    await client.end();
    // Asks no question: that would be a client.
    await vi.waitFor(async () => expect(await runningServer(stateDirectory)).toBeNull(), 20_000);
  });

  it('works in a directory whose name is too long for a socket, also after it was moved there', async () => {
    const moved = `${parent}-${'x'.repeat(100)}`;
    await rename(parent, moved);
    onTestFinished(async () => {
      await stopEmbeddedDatabase(moved);
      await rm(embeddedConnection({ stateDirectory: moved, database: 'shell' })!.host);
      await rename(moved, parent);
    });
    const connection = await openEmbeddedDatabase({ stateDirectory: moved, database: 'shell' });
    expect(connection.host.length).toBeLessThan(40);
    expect(await query(connection, 'select answer from kept')).toEqual([{ answer: 42 }]);
  });

  it('shows the end of the log of a server that does not start', async () => {
    await stopEmbeddedDatabase(stateDirectory);
    const configuration = join(stateDirectory, 'postgres', 'data', 'postgresql.conf');
    await appendFile(configuration, "shared_buffers = 'a lot'\n");
    await expect(openEmbeddedDatabase({ stateDirectory, database: 'shell' })).rejects.toMatchObject({
      code: 'embedded_database_failed',
      message: expect.stringContaining('invalid value for parameter "shared_buffers": "a lot"'),
    });
  });
});

describe('a cluster without sockets, as on Windows', () => {
  it('listens on a port of the loopback interface and still asks for the password', async () => {
    const stateDirectory = await mkdtemp(join(tmpdir(), 'infra-embedded-'));
    onTestFinished(async () => {
      await stopEmbeddedDatabase(stateDirectory);
      await rm(stateDirectory, { recursive: true, maxRetries: 3 });
    });
    await (await openCluster({ stateDirectory, listen: 'tcp', idleLimitMs: 5000 })).end();
    const connection = embeddedConnection({ stateDirectory, database: 'postgres' })!;
    expect(connection.host).toBe('127.0.0.1');
    expect(await query(connection, 'select 1 as one')).toEqual([{ one: 1 }]);
    await expect(query({ ...connection, password: '' }, 'select')).rejects.toThrow('password');

    await stopEmbeddedDatabase(stateDirectory);
    const stopped = embeddedConnection({ stateDirectory, database: 'postgres' })!;
    await expect(query(stopped, 'select')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});
