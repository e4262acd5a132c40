import { problemOf } from './problem-of.js';
import { RequestRefusedError } from './request-refused-error.js';

/** The answer that tells of an error. */
export function answerProblem(error: unknown): Response {
  const problem = problemOf(error);
  const headers = error instanceof RequestRefusedError ? error.headers : {};
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...headers,
    },
  });
}
