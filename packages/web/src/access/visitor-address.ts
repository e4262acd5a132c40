import type { Connection } from '../http/connection.js';

/**
 * The address of who asks; null where it is not known.
 * @param behindProxy whether the last hop of `X-Forwarded-For` is a proxy's own word, and no invention of the visitor's.
 */
export function visitorAddress(
  request: Request,
  connection: Connection,
  { behindProxy }: { readonly behindProxy: boolean },
): string | null {
  const hops = behindProxy ? (request.headers.get('x-forwarded-for') ?? '') : '';
  const last = hops.split(',').at(-1)?.trim() ?? '';
  return last === '' ? connection.address : last.slice(0, 64);
}
