import { describe, expect, it } from 'vitest';
import { CancelRun, DoNotRetry, RetryAt, verdictOf } from './verdict.js';

describe('what a job says by throwing', () => {
  it('is read from the error, and the cause stays with it', () => {
    const cause = new Error('410 Gone');
    const error = new DoNotRetry('the page is gone', { cause });
    expect(verdictOf(error)).toEqual({ kind: 'do_not_retry' });
    expect(error).toMatchObject({ name: 'DoNotRetry', message: 'the page is gone', cause });
    expect(verdictOf(new CancelRun('nothing to do'))).toEqual({ kind: 'cancel', reason: 'nothing to do' });
  });

  it('is a moment or a time from now', () => {
    const at = new Date('2026-12-01T00:00:00Z');
    expect(verdictOf(new RetryAt(at))).toEqual({ kind: 'retry_at', at, afterMs: null });
    expect(verdictOf(new RetryAt('30s', 'busy'))).toEqual({ kind: 'retry_at', at: null, afterMs: 30_000 });
    expect(verdictOf(new RetryAt(250))).toEqual({ kind: 'retry_at', at: null, afterMs: 250 });
  });

  it('is refused when it names no moment and no time', () => {
    expect(() => new RetryAt(new Date('never'))).toThrow(RangeError);
    expect(() => new RetryAt('soon' as '1s')).toThrow(/'soon' is not a duration/);
  });

  it('is understood from another copy of this package, and from a class that extends it', () => {
    class Gone extends DoNotRetry {}
    expect(verdictOf(new Gone('gone'))).toEqual({ kind: 'do_not_retry' });
    const foreign = Object.defineProperty(new Error('x'), Symbol.for('@infra/traits/verdict'), {
      value: { kind: 'do_not_retry' },
    });
    expect(verdictOf(foreign)).toEqual({ kind: 'do_not_retry' });
  });

  it.each([[new Error('x')], ['text'], [null], [undefined], [{ kind: 'cancel' }]])(
    'is not in %j',
    (thrown) => {
      expect(verdictOf(thrown)).toBeNull();
    },
  );
});
