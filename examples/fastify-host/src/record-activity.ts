import type { ActivityRecorder } from '@infra/maintenance';
import type { FastifyInstance } from 'fastify';
import { sessionOf } from './session.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The recorded session's name; '' on a route that is not recorded. */
    sessionName: string;
  }
  interface FastifyContextConfig {
    /** False: requests of the route belong to no visitor. */
    recorded?: boolean;
  }
}

/** Records every request of every visitor; the calls return at once and the recorder writes in batches. */
export function recordActivity(app: FastifyInstance, recorder: ActivityRecorder): void {
  app.decorateRequest('sessionName', '');

  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.config.recorded === false) return;
    const { name, begins } = sessionOf(request, reply);
    request.sessionName = name;
    if (begins) recorder.startSession({ sessionId: name });
  });

  app.addHook('onResponse', async (request, reply) => {
    if (request.sessionName === '') return;
    recorder.recordRequest({
      sessionId: request.sessionName,
      path: request.url,
      status: reply.statusCode,
      durationMs: reply.elapsedTime,
    });
  });
}
