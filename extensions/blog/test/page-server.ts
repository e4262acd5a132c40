import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** What a path answers: HTML, or whatever a function does. */
export type Pages = Record<string, string | Handler>;

/** A web server on this host which remembers what it was asked for. */
export interface PageServer {
  readonly origin: string;
  /** By path; may be changed at any time. */
  readonly pages: Pages;
  /** Paths asked for, in order. */
  readonly asked: string[];
  /** The most requests under way at once. */
  mostAtOnce(): number;
  /** No pages, and nothing asked for yet. */
  reset(): void;
  close(): Promise<void>;
}

/** Starts a server; what it has no page for is a 404. */
export async function startPageServer(pages: Pages = {}): Promise<PageServer> {
  const asked: string[] = [];
  let [now, most] = [0, 0];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    // No connection outlives its test.
    response.setHeader('connection', 'close');
    most = Math.max(most, ++now);
    response.on('close', () => (now = Math.max(0, now - 1)));
    const page = pages[path];
    if (typeof page === 'function') page(request, response);
    else if (page === undefined) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    pages,
    asked,
    mostAtOnce: () => most,
    reset: () => {
      for (const path of Object.keys(pages)) delete pages[path];
      asked.length = 0;
      server.closeAllConnections();
      [now, most] = [0, 0];
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A page with a title and a paragraph. */
export function htmlPage(title: string, body = '<p>Some words.</p>'): string {
  return `<!doctype html><html><head><title>${title}</title></head><body><nav>Menu</nav><main><h1>${title}</h1>${body}</main></body></html>`;
}
