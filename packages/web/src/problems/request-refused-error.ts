import type { Fault } from './problem.js';
import type { RequestFault } from './problem-statuses.js';

/** A request is refused before an operation sees it. */
export class RequestRefusedError extends Error {
  readonly code: RequestFault;
  readonly hint: string | null;
  /** Each mistake, where there may be several. */
  readonly faults: readonly Fault[];
  /** What the answer says beside the problem. */
  readonly headers: Readonly<Record<string, string>>;
  /** Whose request it was, for the log; null for nobody who is known. */
  readonly who: string | null;

  constructor(
    code: RequestFault,
    message: string,
    more: {
      readonly hint?: string;
      readonly faults?: readonly Fault[];
      readonly headers?: Readonly<Record<string, string>>;
      readonly who?: string;
    } = {},
  ) {
    super(message);
    this.name = 'RequestRefusedError';
    this.code = code;
    this.hint = more.hint ?? null;
    this.faults = more.faults ?? [];
    this.headers = more.headers ?? {};
    this.who = more.who ?? null;
  }
}
