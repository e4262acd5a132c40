import { type Duration, parseDuration } from './duration.js';

/** What a job says about its own run by throwing; whoever decides what follows an attempt reads it. */
export type Verdict =
  | { readonly kind: 'do_not_retry' }
  /** Exactly one of the two is given; the database's clock compares the moment and adds the milliseconds. */
  | { readonly kind: 'retry_at'; readonly at: Date | null; readonly afterMs: number | null }
  | { readonly kind: 'cancel'; readonly reason: string };

// Symbol.for: an extension that brings its own copy of this package is still understood by the host's.
const key = Symbol.for('@infra/traits/verdict');

/** Throw it where another try would end the same way: the run fails for good, whatever its retry policy says. */
export class DoNotRetry extends Error {
  override readonly name: string = 'DoNotRetry';

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    give(this, { kind: 'do_not_retry' });
  }
}

/**
 * Throw it to be tried again at a moment (a `Date`) or after a time (`'30s'`, or milliseconds), instead of what the
 * backoff says. The attempt has failed and counts: once `retry.maxAttempts` failed, the run fails like any other.
 */
export class RetryAt extends Error {
  override readonly name: string = 'RetryAt';

  /**
   * @throws {RangeError} for a date that is none.
   * @throws {InvalidDurationError} for a duration that is none.
   */
  constructor(when: Date | Duration, message = 'asked to be tried again later', options?: ErrorOptions) {
    super(message, options);
    if (when instanceof Date) {
      if (Number.isNaN(when.getTime())) throw new RangeError('RetryAt was given an invalid date');
      give(this, { kind: 'retry_at', at: new Date(when), afterMs: null });
    } else {
      give(this, { kind: 'retry_at', at: null, afterMs: parseDuration(when) });
    }
  }
}

/** Throw it where the run has become pointless: it ends as cancelled, which is no failure and alarms nobody. */
export class CancelRun extends Error {
  override readonly name: string = 'CancelRun';

  constructor(reason: string, options?: ErrorOptions) {
    super(reason, options);
    give(this, { kind: 'cancel', reason });
  }
}

/** What was thrown says of its run, or null when it is an error like any other. */
export function verdictOf(thrown: unknown): Verdict | null {
  if (typeof thrown !== 'object' || thrown === null) return null;
  return (thrown as Readonly<Record<symbol, Verdict | undefined>>)[key] ?? null;
}

function give(error: Error, verdict: Verdict): void {
  Object.defineProperty(error, key, { value: Object.freeze(verdict), enumerable: false });
}
