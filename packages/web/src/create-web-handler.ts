import type { Emit, Host, Runtime } from '@infra/core';
import { Hono } from 'hono';
import type { AccessOptions } from './access/access-options.js';
import { Doorkeeper } from './access/doorkeeper.js';
import { routeSession } from './access/route-session.js';
import { withSecurityHeaders } from './access/security-headers.js';
import type { Connection } from './http/connection.js';
import { countAnswers } from './monitoring/count-answers.js';
import { Metrics } from './monitoring/metrics.js';
import { routeMetrics, routeProbes } from './monitoring/route-monitoring.js';
import { routeOpenApi } from './openapi/route-open-api.js';
import { SharedAnswers } from './http/shared-answers.js';
import { Streams } from './http/streams.js';
import type { WebContext, WebEnvironment } from './http/web-context.js';
import { routeEndpoints } from './http/route-endpoints.js';
import { routePages, unknownPath } from './pages/route-pages.js';
import { answerProblem } from './problems/answer-problem.js';
import { isUnexpected } from './problems/problem-of.js';

export interface WebOptions extends AccessOptions {
  /** Where the dashboard is mounted in the host application, such as `/infra`; at the root by default. */
  readonly basePath?: string;
  /** Told of faults inside, of logins and of what is refused; nobody by default. */
  readonly onEvent?: Emit;
  /** The folder of the built pages, instead of the package's own. */
  readonly pages?: string;
}

/** The dashboard and the REST API of one host. */
export interface WebHandler {
  /** Answers one request; it never rejects. */
  fetch(request: Request, connection?: Connection): Promise<Response>;
  /** Ends every stream of events. The host or runtime stays open. */
  close(): Promise<void>;
}

/** From so many viewers on, those who ask the same at the same moment share one answer. */
const crowd = 20;

/** A base path that is none. */
export class InvalidBasePathError extends TypeError {}

/**
 * Makes the dashboard and the REST API of a runtime or an opened host, as a web-standard fetch handler: it runs under
 * Node's server, Fastify, Express or whatever speaks `Request` and `Response`.
 * @throws {InvalidBasePathError}
 */
export function createWebHandler(source: Host | Runtime, options: WebOptions = {}): WebHandler {
  const host = 'host' in source ? source.host : source;
  const basePath = readBasePath(options.basePath ?? '');
  const emit = options.onEvent ?? (() => {});
  const doorkeeper = new Doorkeeper(host, emit, { ...options, cookiePath: basePath || '/' });
  const context = { host, doorkeeper, emit };
  const shared: SharedAnswers = new SharedAnswers(() => streams.viewers >= crowd);
  const streams = new Streams(context, () => shared.clear());
  const app = routesOf(context, { streams, shared }, { basePath, pages: options.pages });
  return {
    fetch: async (request, connection = { address: null }) =>
      withSecurityHeaders(await app.fetch(within(basePath, request), { connection })),
    close: async () => {
      streams.close();
      doorkeeper.close();
    },
  };
}

function routesOf(
  context: WebContext,
  { streams, shared }: { readonly streams: Streams; readonly shared: SharedAnswers },
  { basePath, pages }: { readonly basePath: string; readonly pages: string | undefined },
): Hono<WebEnvironment> {
  const { doorkeeper, emit } = context;
  const app = new Hono<WebEnvironment>();
  app.onError((error, c) => {
    doorkeeper.tell(error, c.req.raw, c.env.connection);
    if (isUnexpected(error)) {
      emit({ kind: 'fault', where: `${c.req.method} ${new URL(c.req.url).pathname}`, error });
    }
    return answerProblem(error);
  });
  app.notFound((c) => answerProblem(unknownPath(new URL(c.req.url).pathname)));
  const metrics = new Metrics();
  app.use(countAnswers(metrics));
  // What asks for these comes by whatever name the machine has, and learns nothing.
  routeProbes(app, context.host);
  app.use(async (c, next) => {
    doorkeeper.check(c.req.raw);
    await next();
  });
  routeMetrics(app, context, metrics, () => streams.viewers);
  routeSession(app, context);
  streams.route(app);
  routeEndpoints(app, context, shared);
  routeOpenApi(app, context, basePath);
  routePages(app, basePath, pages);
  return app;
}

function readBasePath(text: string): string {
  if (text === '' || text === '/') return '';
  if (/^(\/[\w.~-]+)+$/.test(text)) return text;
  throw new InvalidBasePathError(
    `a base path is such as '/infra', without a slash at its end, not '${text}'`,
  );
}

/** The request as its routes know it; a server that takes the base path away itself is fine, too. */
function within(basePath: string, request: Request): Request {
  if (basePath === '') return request;
  const url = new URL(request.url);
  if (url.pathname !== basePath && !url.pathname.startsWith(`${basePath}/`)) return request;
  url.pathname = url.pathname.slice(basePath.length) || '/';
  return new Request(url, request);
}
