import { actingAs } from '@infra/core';
import type { Hono } from 'hono';
import type { Endpoint } from '../endpoints/endpoint.js';
import { endpointTable } from '../endpoints/endpoint-table.js';
import { RequestRefusedError } from '../problems/request-refused-error.js';
import { readAsked } from './read-asked.js';
import type { SharedAnswers } from './shared-answers.js';
import type { WebContext, WebEnvironment, WebRequest } from './web-context.js';

/** Gives every endpoint of the table its route; another method on its path is answered with 405. */
export function routeEndpoints(app: Hono<WebEnvironment>, context: WebContext, shared: SharedAnswers): void {
  for (const endpoint of endpointTable) {
    app.on(endpoint.method, endpoint.path, (c) => answer(c, endpoint, { context, shared }));
  }
  const methods = Map.groupBy(endpointTable, ({ path }) => path);
  for (const [path, endpoints] of methods) {
    const allowed = endpoints.map(({ method }) => (method === 'GET' ? 'GET, HEAD' : method)).join(', ');
    app.all(path, (c) => {
      throw new RequestRefusedError('method_not_allowed', `${c.req.method} is not for ${path}`, {
        hint: `use ${allowed}`,
        headers: { allow: allowed },
      });
    });
  }
}

async function answer(
  c: WebRequest,
  endpoint: Endpoint,
  { context, shared }: { readonly context: WebContext; readonly shared: SharedAnswers },
): Promise<Response> {
  c.set('route', endpoint.path);
  const principal = await context.doorkeeper.admit(c.req.raw, c.env.connection, endpoint.role);
  const asked = await readAsked(endpoint, c.req.raw, c.req.param());
  const make = async () =>
    JSON.stringify(await endpoint.handle(actingAs(context.host, principal.name), asked));
  const { pathname, search } = new URL(c.req.url);
  const reads = endpoint.method === 'GET';
  try {
    const text = await (reads ? shared.answer(`${pathname}${search}`, make) : make());
    return c.body(text, 200, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  } finally {
    // Whoever has changed something reads what he has changed.
    if (!reads) shared.clear();
  }
}
