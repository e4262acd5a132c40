import { RequestRefusedError } from '../problems/request-refused-error.js';

const longestShown = 100;

/**
 * Refuses a body that does not say that it is JSON: a form can be sent by any page, JSON by none.
 * @param type the request's `content-type`; '' where it has none.
 * @throws {RequestRefusedError} `media_type_not_supported`.
 */
export function requireJson(type: string): void {
  if (/^application\/json\s*(;|$)/i.test(type)) return;
  throw new RequestRefusedError(
    'media_type_not_supported',
    `a body is JSON, not '${type.slice(0, longestShown)}'`,
    { hint: 'send it with `content-type: application/json`' },
  );
}
