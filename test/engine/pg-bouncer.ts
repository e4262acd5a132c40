import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { TestDatabase } from '@infra/core/testing';
import { vi } from 'vitest';

/** Connections that a pool has to the server: fewer than its clients together keep open. */
export const poolSize = 6;

/** A PgBouncer in transaction mode before the tests' cluster. */
export class PgBouncer {
  readonly port: number;
  readonly #child: ChildProcess;
  readonly #directory: string;

  /** @param test any database of the cluster. */
  static async start(test: TestDatabase): Promise<PgBouncer> {
    const program = await findProgram();
    const directory = await mkdtemp(join(tmpdir(), 'infra-pgbouncer-'));
    const port = await freePort();
    const file = join(directory, 'pgbouncer.ini');
    await writeFile(file, configuration(test.connection, port), { mode: 0o644 });
    await chmod(directory, 0o755);
    // It refuses to be root, and whoever runs the cluster may enter the directory of its socket.
    const { uid, gid } = await stat(test.connection.host);
    const account = process.getuid?.() === 0 ? { uid, gid } : {};
    const child = spawn(program, ['--quiet', file], { ...account, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const bouncer = new PgBouncer(child, port, directory);
    await vi.waitUntil(
      async () => {
        if (child.exitCode !== null) throw new Error(`pgbouncer ended: ${said}`);
        return listens(port);
      },
      { timeout: 30_000 },
    );
    return bouncer;
  }

  private constructor(child: ChildProcess, port: number, directory: string) {
    this.#child = child;
    this.port = port;
    this.#directory = directory;
  }

  /** The URL of a database behind it. */
  urlOf(test: TestDatabase): string {
    return `postgres://anybody@127.0.0.1:${this.port}/${test.connection.database}`;
  }

  async stop(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await ended;
    await rm(this.#directory, { recursive: true, force: true });
  }
}

/** Debian keeps it where only root's PATH leads. */
async function findProgram(): Promise<string> {
  const directories = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  for (const directory of directories) {
    const path = join(directory, 'pgbouncer');
    const found = await access(path).then(
      () => true,
      () => false,
    );
    if (found) return path;
  }
  throw new Error(
    'this test needs PgBouncer: install it (`apt-get install pgbouncer`, `brew install pgbouncer`)',
  );
}

function configuration(
  { host, port, user, password }: TestDatabase['connection'],
  listenPort: number,
): string {
  return `[databases]
* = host=${host} port=${port} user=${user} password=${password}

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${listenPort}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = ${poolSize}
max_client_conn = 200
`;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('there is no free port');
  return address.port;
}

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
