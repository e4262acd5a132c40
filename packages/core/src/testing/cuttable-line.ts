import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import type { EmbeddedConnection } from '../database/embedded/embedded-connection.js';

/** A line to a test's database server on which everything can go wrong that goes wrong on a network. */
export interface CuttableLine {
  /** How to connect through it. */
  readonly connection: EmbeddedConnection;
  /** Half-open: connections stay and carry nothing any more. */
  silence(): void;
  /** Every connection breaks, and no new one is taken. */
  cut(): void;
  /** Takes new connections and carries them. */
  restore(): void;
  close(): Promise<void>;
}

/** Lays a line to the server of a test's database. */
export async function layLine(connection: EmbeddedConnection): Promise<CuttableLine> {
  const sockets = new Set<Socket>();
  let state: 'open' | 'silent' | 'cut' = 'open';
  const server = createServer((near) => {
    if (state === 'cut') return void near.resetAndDestroy();
    const { host, port } = connection;
    const far = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('data', (data) => void (state === 'open' && other.write(data)));
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const destroyAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    connection: { ...connection, host: '127.0.0.1', port: (server.address() as AddressInfo).port },
    silence: () => void (state = 'silent'),
    cut() {
      state = 'cut';
      destroyAll();
    },
    restore: () => void (state = 'open'),
    close: () =>
      new Promise<void>((resolve) => {
        destroyAll();
        server.close(() => resolve());
      }),
  };
}
