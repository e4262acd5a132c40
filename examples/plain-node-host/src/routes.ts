import type { IncomingMessage, ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { InfraError, type Runtime } from '@infra/core';

/** Answers one request with JSON; what the caller did wrong is 4xx with the code of the error. */
export async function answer(
  runtime: Runtime,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [status, body] = await route(runtime, request).catch(failure);
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

type Answer = readonly [status: number, body: unknown];

async function route(runtime: Runtime, request: IncomingMessage): Promise<Answer> {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  const [, noun, name] = pathname.split('/');
  switch (`${request.method} ${noun}`) {
    case 'GET jobs':
      return [200, await runtime.jobs.list()];
    case 'POST jobs': {
      const { runId, created } = await runtime.runs.submit(name ?? '', await parametersOf(request));
      return [created ? 202 : 200, { run_id: runId }];
    }
    case 'GET runs': {
      const run = await runtime.runs.read(name ?? '');
      return run === null ? [404, { error: 'run_not_found' }] : [200, run];
    }
    case 'GET history':
      return [200, await runtime.jobs.history({ limit: 10 })];
    default:
      return [404, { error: 'not_found' }];
  }
}

async function parametersOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  if (request.headers['content-length'] === '0') return {};
  return (await json(request)) as Record<string, unknown>;
}

function failure(error: unknown): Answer {
  if (error instanceof SyntaxError) return [400, { error: 'invalid_json' }];
  if (!(error instanceof InfraError)) return [500, { error: 'internal' }];
  const { code, message, hint } = error;
  const status = code === 'job_not_found' ? 404 : code === 'invalid_parameters' ? 422 : 503;
  return [status, { error: code, message, hint }];
}
