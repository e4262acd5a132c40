import type { Hono } from 'hono';
import type { WebContext, WebEnvironment } from '../http/web-context.js';
import { openApiDocument } from './openapi-document.js';

/** Serves the OpenAPI document, which is made when it is first asked for. */
export function routeOpenApi(app: Hono<WebEnvironment>, { doorkeeper }: WebContext, basePath: string): void {
  let made: ReturnType<typeof openApiDocument> | null = null;
  app.get('/api/openapi.json', async (c) => {
    await doorkeeper.admit(c.req.raw, c.env.connection, 'viewer');
    made ??= openApiDocument(basePath);
    return c.json(await made);
  });
}
