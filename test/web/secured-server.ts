import { type IncomingHttpHeaders, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { type Host, openHost, operations, type Role, type RuntimeEvent } from '@infra/core';
import { type AccessOptions, createWebHandler, listen, type WebServer } from '@infra/web';
import { InfraHost } from '../cli/infra-host.js';
import type { Files } from '../registry/host-fixture.js';

/** An answer of a server. */
export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface SentRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON, unless a content type is given. */
  readonly body?: unknown;
  /** Sent without its length, piece by piece. */
  readonly chunks?: Iterable<string>;
}

/** The dashboard of a host of the tests behind a socket, where a request can be as wrong as it likes. */
export class SecuredServer {
  readonly project: InfraHost;
  readonly host: Host;
  readonly server: WebServer;
  /** What the dashboard has told. */
  readonly events: RuntimeEvent[];

  private constructor(project: InfraHost, host: Host, server: WebServer, events: RuntimeEvent[]) {
    this.project = project;
    this.host = host;
    this.server = server;
    this.events = events;
  }

  static async make(
    access: AccessOptions & { pages?: string } = {},
    files: Files = {},
  ): Promise<SecuredServer> {
    const project = await InfraHost.make(files);
    await project.infra(['db', 'migrate']);
    const host = await openHost({ cwd: project.directory, databaseUrl: project.database.url });
    const events: RuntimeEvent[] = [];
    const handler = createWebHandler(host, { ...access, onEvent: (event) => events.push(event) });
    return new SecuredServer(project, host, await listen(handler, { host: '127.0.0.1', port: 0 }), events);
  }

  async remove(): Promise<void> {
    await this.server.close();
    await this.host.close();
    await this.project.remove();
  }

  /** Sends a request; its path goes out as it is written. */
  send(path: string, { method = 'GET', headers = {}, body, chunks }: SentRequest = {}): Promise<Reply> {
    const payload = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
    const type = typeof body === 'object' ? { 'content-type': 'application/json' } : {};
    const length = payload === undefined ? {} : { 'content-length': String(Buffer.byteLength(payload)) };
    return new Promise((resolve, reject) => {
      const sent = request(
        {
          // A server that refuses a body may end the connection, which nobody else is to get then.
          agent: false,
          host: '127.0.0.1',
          port: this.server.port,
          path,
          method,
          headers: { ...type, ...length, ...headers },
        },
        (answer) => {
          const { statusCode: status = 0, headers: received } = answer;
          text(answer).then((text) => resolve({ status, headers: received, text }), reject);
        },
      );
      sent.on('error', reject);
      if (chunks === undefined) return sent.end(payload);
      for (const chunk of chunks) sent.write(chunk);
      return sent.end();
    });
  }

  /** The secret of a new token. */
  async token(name: string, role: Role, expiresInMs?: number): Promise<string> {
    const { createToken } = await operations.createToken();
    return (await createToken(this.host, { name, role, expiresInMs })).data.secret;
  }

  /** The secret of a new link. */
  async link(): Promise<string> {
    const { createLoginLink } = await operations.createLoginLink();
    return new URL((await createLoginLink(this.host, { url: this.server.url })).data.url).hash.slice(1);
  }

  /** Logs in, and returns the cookie as a browser sends it. */
  async logIn(secret: string, headers: Record<string, string> = {}): Promise<string> {
    const reply = await this.send('/api/session', { method: 'POST', body: { token: secret }, headers });
    if (reply.status !== 200) throw new Error(`the login was answered with ${reply.status}: ${reply.text}`);
    return (reply.headers['set-cookie']?.[0] ?? '').split(';')[0] ?? '';
  }

  /** The codes of what was refused since the last question. */
  refused(): string[] {
    return this.events.splice(0).flatMap((event) => (event.kind === 'request_refused' ? [event.code] : []));
  }

  async statement<Row extends object>(statement: string): Promise<Row[]> {
    const database = await this.host.database();
    return database.query<Row>({ name: '', text: statement });
  }
}

/** A token as a header. */
export function bearer(secret: string): Record<string, string> {
  return { authorization: `Bearer ${secret}` };
}

/** The code of a problem. */
export function codeOf({ text, headers }: Reply): string {
  if (headers['content-type'] !== 'application/problem+json') throw new Error(`no problem: ${text}`);
  return (JSON.parse(text) as { code: string }).code;
}
