import type { AddressInfo } from 'node:net';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { InfraError } from '@infra/core';
import type { WebHandler } from '../create-web-handler.js';

/** A server that listens. */
export interface WebServer {
  /** Where it is, as one opens it. */
  readonly url: string;
  readonly port: number;
  /** Ends streams, waits for the answers under way, two seconds at most, and listens no more. */
  close(): Promise<void>;
}

/** The address cannot be listened on: the port is taken, or the address is none of this machine's. */
export class AddressUnusableError extends InfraError {
  readonly code = 'address_unusable';
}

const patienceMs = 2_000;

/** A request that trickles in holds its connection no longer than this; answers may take as long as they like. */
const limits = { headersTimeout: 10_000, requestTimeout: 30_000 };

/**
 * Serves a handler over HTTP.
 * @param where port 0 takes any that is free.
 * @throws {AddressUnusableError}
 */
export async function listen(
  handler: WebHandler,
  where: { readonly host: string; readonly port: number },
): Promise<WebServer> {
  const server = createServer(limits, nodeListener(handler));
  await bound(server, where);
  const { port } = server.address() as AddressInfo;
  const name = where.host.includes(':') ? `[${where.host}]` : where.host;
  return {
    url: `http://${name}:${port}`,
    port,
    close: async () => {
      await handler.close();
      await closed(server);
    },
  };
}

/** The handler as a listener of Node's own server, of Express and of others that are built on it. */
export function nodeListener(
  handler: WebHandler,
): (incoming: IncomingMessage, outgoing: ServerResponse) => void {
  const listener = getRequestListener(
    (request, { incoming }) => handler.fetch(request, { address: incoming.socket.remoteAddress ?? null }),
    // The globals of a host application stay its own.
    { overrideGlobalObjects: false },
  );
  return (incoming, outgoing) => void listener(incoming, outgoing);
}

function bound(
  server: Server,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(unusable(error, host, port)));
    server.listen(port, host, resolve);
  });
}

function unusable(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const known = reasons[error.code ?? ''];
  if (known === undefined) return error;
  const [message, hint] = known(host, port);
  return new AddressUnusableError(message, { hint, cause: error });
}

const noAddress = (host: string): [string, string] => [
  `'${host}' is no address of this machine`,
  'leave --host out for this machine alone, or take 0.0.0.0 for every address of it',
];

const reasons: Readonly<Record<string, (host: string, port: number) => [message: string, hint: string]>> = {
  EADDRINUSE: (host, port) => [
    `port ${port} of ${host} is taken`,
    'take another with --port, or --port 0 for any that is free',
  ],
  EACCES: (_, port) => [
    `port ${port} may not be listened on by this account`,
    'take one above 1023 with --port',
  ],
  EADDRNOTAVAIL: noAddress,
  ENOTFOUND: noAddress,
};

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => server.closeAllConnections(), patienceMs);
    server.close(() => {
      clearTimeout(force);
      resolve();
    });
    server.closeIdleConnections();
  });
}
