import type { Hono } from 'hono';
import { RequestRefusedError } from '../problems/request-refused-error.js';
import type { WebEnvironment, WebRequest } from '../http/web-context.js';
import { type AppFile, readAppFiles } from './app-files.js';

/** Vite names these by their content. */
const immutable = /^\/assets\//;

/**
 * Serves the built app: its files by their paths, its one page for every other path that a browser opens. The page's
 * relative addresses are made absolute, because it is opened at any depth.
 * @param basePath without a slash at its end.
 * @param directory of the built app; the package's own by default.
 */
export function routePages(app: Hono<WebEnvironment>, basePath: string, directory?: string): void {
  let reading: Promise<ReadonlyMap<string, AppFile>> | null = null;
  app.get('*', async (c) => {
    reading ??= readAppFiles(directory);
    const files = await reading;
    const path = new URL(c.req.url).pathname;
    const file = path === '/index.html' ? undefined : files.get(path);
    if (file !== undefined) return send(c, file, immutable.test(path));
    if (path.startsWith('/api/') || path.startsWith('/assets/')) throw unknownPath(path);
    const page = files.get('/index.html');
    if (page === undefined) throw unknownPath(path, 'the pages have not been built: `npm run build`');
    return new Response(mounted(page, basePath), {
      headers: { 'content-type': page.type, 'cache-control': 'no-cache' },
    });
  });
}

/** Nothing is there. */
export function unknownPath(
  path: string,
  hint = 'GET /api/openapi.json lists what there is',
): RequestRefusedError {
  return new RequestRefusedError('not_found', `there is nothing at ${path}`, { hint });
}

function send(c: WebRequest, file: AppFile, keep: boolean): Response {
  const gzipped = file.compressed !== null && /\bgzip\b/.test(c.req.header('accept-encoding') ?? '');
  return new Response(gzipped ? file.compressed : file.bytes, {
    headers: {
      'content-type': file.type,
      'cache-control': keep ? 'public, max-age=31536000, immutable' : 'no-cache',
      vary: 'accept-encoding',
      ...(gzipped ? { 'content-encoding': 'gzip' } : {}),
    },
  });
}

function mounted(page: AppFile, basePath: string): string {
  return new TextDecoder().decode(page.bytes).replaceAll(/(\b(?:src|href)=")\.\//g, `$1${basePath}/`);
}
