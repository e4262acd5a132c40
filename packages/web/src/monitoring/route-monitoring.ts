import { type Host, operations } from '@infra/core';
import type { Hono } from 'hono';
import type { WebContext, WebEnvironment } from '../http/web-context.js';
import type { Metrics } from './metrics.js';

type Checks = Awaited<ReturnType<Awaited<ReturnType<(typeof operations)['readiness']>>['readiness']>>;

/** Anybody may ask whether all is ready: the database is asked once in so many milliseconds. */
const freshMs = 1_000;

/** `/healthz`, whether the process lives, and `/readyz`, whether all is there that work takes: both for anybody. */
export function routeProbes(app: Hono<WebEnvironment>, host: Host): void {
  const ready = fresh(async () => (await operations.readiness()).readiness(host));
  app.get('/healthz', (c) => c.json({ alive: true }, 200, noStore));
  app.get('/readyz', async (c) => {
    const checks = await ready();
    const isReady = checks.every(({ ok }) => ok);
    return c.json({ ready: isReady, checks }, isReady ? 200 : 503, noStore);
  });
}

/** `/metrics`, as Prometheus reads them, for viewers. */
export function routeMetrics(
  app: Hono<WebEnvironment>,
  { host, doorkeeper }: WebContext,
  metrics: Metrics,
  viewers: () => number,
): void {
  app.get('/metrics', async (c) => {
    await doorkeeper.admit(c.req.raw, c.env.connection, 'viewer');
    const figures = await (await operations.systemFigures()).systemFigures(host);
    const { type, text } = await metrics.text(figures, viewers());
    return c.body(text, 200, { 'content-type': type, ...noStore });
  });
}

const noStore = { 'cache-control': 'no-store' };

function fresh(ask: () => Promise<Checks>): () => Promise<Checks> {
  let asked: Promise<Checks> | null = null;
  let at = Number.NEGATIVE_INFINITY;
  return () => {
    if (asked !== null && performance.now() - at < freshMs) return asked;
    at = performance.now();
    asked = ask();
    return asked;
  };
}
