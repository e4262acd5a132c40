import type { MiddlewareHandler } from 'hono';
import type { WebEnvironment } from '../http/web-context.js';
import type { Metrics } from './metrics.js';

/** Counts every answer of an endpoint, refusals too; what is no endpoint is counted together. */
export function countAnswers(metrics: Metrics): MiddlewareHandler<WebEnvironment> {
  return async (c, next) => {
    const begun = performance.now();
    await next();
    metrics.answered({
      method: c.req.method,
      route: c.get('route') ?? 'other',
      status: c.res.status,
      ms: performance.now() - begun,
    });
  };
}
