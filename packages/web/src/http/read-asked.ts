import type { z } from 'zod';
import type { Asked, Endpoint } from '../endpoints/endpoint.js';
import type { Fault } from '../problems/problem.js';
import { RequestRefusedError } from '../problems/request-refused-error.js';
import { readBody } from './read-body.js';

/**
 * Checks every part of a request and tells of all mistakes at once.
 * @throws {RequestRefusedError}
 */
export async function readAsked(
  endpoint: Endpoint,
  request: Request,
  path: Readonly<Record<string, string>>,
): Promise<Asked> {
  const faults: Fault[] = [];
  const check = (where: Fault['in'], schema: z.ZodType, value: unknown): unknown => {
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    faults.push(
      ...parsed.error.issues.map((issue) => ({
        in: where,
        path: issue.path.join('.'),
        reason: issue.message,
      })),
    );
    return undefined;
  };
  const body = endpoint.method === 'GET' ? {} : await readBody(request);
  const asked = {
    path: check('path', endpoint.parameters, path),
    query: check('query', endpoint.query, queryOf(request)),
    body: check('body', endpoint.body, body),
    signal: request.signal,
  };
  if (faults.length > 0) throw invalid(faults);
  return asked;
}

/** A key that is given several times becomes a list, which no field takes by accident. */
function queryOf(request: Request): Record<string, string | string[]> {
  const { searchParams } = new URL(request.url);
  return Object.fromEntries(
    [...new Set(searchParams.keys())].map((key) => {
      const [first = '', ...others] = searchParams.getAll(key);
      return [key, others.length === 0 ? first : [first, ...others]];
    }),
  );
}

function invalid(faults: readonly Fault[]): RequestRefusedError {
  const sentences = faults.map(
    (fault) => `${fault.in}${fault.path === '' ? '' : ` ${fault.path}`}: ${fault.reason}`,
  );
  return new RequestRefusedError('invalid_request', sentences.join('; '), {
    faults,
    hint: 'GET /api/openapi.json says what each endpoint takes',
  });
}
