import { basePath } from './base-path.js';
import { setByAnswer } from './server-clock.js';
import { problemOf, unreachable } from './problem.js';

/** What a query of an address may hold; what is undefined or '' is left out. */
export type QueryValues = Readonly<Record<string, string | number | boolean | undefined | null>>;

/** An address of the API with its query. */
export function address(path: string, values: QueryValues = {}): string {
  const query = new URLSearchParams(
    Object.entries(values).flatMap(([name, value]) =>
      value === undefined || value === null || value === '' ? [] : [[name, String(value)]],
    ),
  ).toString();
  return query === '' ? path : `${path}?${query}`;
}

/**
 * Asks the API, and returns what it answers.
 * @throws {Problem} for an error answer, and when there is none.
 */
export async function request<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(`${basePath}${path}`, {
    method,
    credentials: 'same-origin',
    headers: {
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch(() => {
    throw unreachable();
  });
  setByAnswer(response.headers.get('date'));
  const answer: unknown = await response.json().catch(() => null);
  if (!response.ok) throw problemOf(response.status, answer);
  return answer as Answer;
}
