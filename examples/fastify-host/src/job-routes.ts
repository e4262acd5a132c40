import { InfraError, type Runtime } from '@infra/core';
import type { FastifyInstance } from 'fastify';

const unrecorded = { config: { recorded: false } };

/** What an operator sees of the jobs. A real application lets nobody else in. */
export function addJobRoutes(app: FastifyInstance, runtime: Runtime): void {
  app.get('/jobs', unrecorded, () => runtime.jobs.list());

  // Waits until the run is final; a run that failed is a result like any other.
  app.post<{ Params: { name: string }; Body: Record<string, unknown> | undefined }>(
    '/jobs/:name/run',
    unrecorded,
    ({ params, body }) => runtime.jobs.run(params.name, body),
  );

  app.get<{ Querystring: { job?: string; status?: string } }>('/history', unrecorded, ({ query }) =>
    runtime.jobs.history({ ...query, limit: 50 }),
  );

  app.setErrorHandler((error, _request, reply) => {
    if (!(error instanceof InfraError)) return reply.send(error);
    const { code, message, hint } = error;
    const mistakes = ['job_not_found', 'invalid_parameters', 'invalid_value'];
    return reply.code(mistakes.includes(code) ? 400 : 503).send({ error: code, message, hint });
  });
}
