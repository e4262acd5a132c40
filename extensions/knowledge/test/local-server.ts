import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A request that a local server was asked. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** What it answers: a text of HTML, or more exactly. */
export type Answer =
  | string
  | { readonly status?: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string };

/** An HTTP server on this machine that answers by a function and remembers what it was asked. */
export class LocalServer implements AsyncDisposable {
  readonly asked: Asked[] = [];
  answer: (asked: Asked) => Answer | Promise<Answer>;
  readonly #server = createServer((request, response) => void this.#serve(request, response));

  private constructor(answer: LocalServer['answer']) {
    this.answer = answer;
  }

  static async start(answer: LocalServer['answer']): Promise<LocalServer> {
    const server = new LocalServer(answer);
    await new Promise<void>((resolve) => {
      server.#server.listen(0, '127.0.0.1', resolve);
    });
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url: path = '/', headers } = request;
    const asked = { method, path, headers, body: await text(request) };
    this.asked.push(asked);
    const given = await this.answer(asked);
    const {
      status = 200,
      headers: own = {},
      body = '',
    } = typeof given === 'string' ? { body: given } : given;
    response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', connection: 'close', ...own });
    response.end(body);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** A site of pages by their paths; what has no page is answered with 404. */
export function site(pages: Readonly<Record<string, Answer>>): LocalServer['answer'] {
  return ({ path }) => pages[path] ?? { status: 404 };
}

/** A page with a title, a text and links. */
export function page(title: string, body: string, links: readonly string[] = []): string {
  const list = links.map((href) => `<a href="${href}">${href}</a>`).join(' ');
  return `<!doctype html><html lang="en"><head><title>${title}</title></head><body><nav>${list}</nav><main><h1>${title}</h1><p>${body}</p></main></body></html>`;
}

/** A service of embeddings: each text becomes a vector of how often a few words occur in it. */
export function embeddings(words: readonly string[]): (asked: Asked) => Answer {
  return ({ body }) => {
    const { input } = JSON.parse(body) as { input: string[] };
    const data = input.map((text, index) => ({
      index,
      embedding: [0.01, ...words.map((word) => text.toLowerCase().split(word).length - 1)],
    }));
    const tokens = input.reduce((sum, text) => sum + text.length, 0);
    return {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ data: data.toReversed(), usage: { total_tokens: tokens } }),
    };
  };
}
