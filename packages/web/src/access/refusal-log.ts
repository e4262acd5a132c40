import type { Emit } from '@infra/core';
import { RequestRefusedError } from '../problems/request-refused-error.js';

const windowMs = 60_000;

/** Events of one kind of refusal in a minute; what is more is counted, so that nobody fills the log. */
const mostOfAKind = 20;

/** What concerns who may do what; other mistakes of a request are its sender's own affair. */
const told: ReadonlySet<string> = new Set([
  'unauthenticated',
  'forbidden',
  'too_many_logins',
  'host_not_allowed',
  'origin_not_allowed',
  'body_too_large',
  'media_type_not_supported',
]);

const longestPath = 200;

/** Tells of refusals, each as an event, as long as they are few. */
export class RefusalLog {
  readonly #emit: Emit;
  readonly #now: () => number;
  readonly #told = new Map<string, number>();
  #since = 0;
  #untold = 0;

  /** @param now milliseconds of a clock. */
  constructor(emit: Emit, now: () => number) {
    this.#emit = emit;
    this.#now = now;
  }

  tell(error: unknown, request: Request, address: string | null): void {
    if (!(error instanceof RequestRefusedError && told.has(error.code))) return;
    if (this.#now() - this.#since >= windowMs) this.flush();
    const before = this.#told.get(error.code) ?? 0;
    if (before >= mostOfAKind) {
      this.#untold += 1;
      return;
    }
    this.#told.set(error.code, before + 1);
    const path = new URL(request.url).pathname.slice(0, longestPath);
    this.#emit({
      kind: 'request_refused',
      code: error.code,
      method: request.method,
      path,
      address,
      name: error.who,
    });
  }

  /** Says how many were not told of, and begins anew. */
  flush(): void {
    if (this.#untold > 0) this.#emit({ kind: 'refusals_untold', count: this.#untold });
    this.#untold = 0;
    this.#told.clear();
    this.#since = this.#now();
  }
}
