import type { FastifyInstance } from 'fastify';

const articles = new Map([
  ['queues', 'A queue is a promise with a table behind it.'],
  ['clocks', 'Twice a year an hour is missing, and twice a year nobody remembers it.'],
]);

/** What a visitor sees. */
export function addSiteRoutes(app: FastifyInstance): void {
  app.get('/', () => ({ articles: [...articles.keys()] }));

  app.get<{ Params: { slug: string } }>('/articles/:slug', (request, reply) => {
    const text = articles.get(request.params.slug);
    return text === undefined ? reply.callNotFound() : { text };
  });
}
