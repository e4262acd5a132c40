import { JobResult } from '@infra/traits';
import { describe, expect, it } from 'vitest';
import { type AbortCause, type AttemptFacts, decideOutcome, type Performed } from './decide-outcome.js';

const facts: AttemptFacts = {
  performed: { kind: 'returned', result: JobResult.success() },
  cause: null,
  cancelReason: 'enough',
  timeoutMs: 50,
  failedAttempts: 0,
  maxAttempts: 1,
  backoff: { kind: 'exponential', firstMs: 100, factor: 2, capMs: 1_000, jitter: 0 },
  random: 0.5,
};

const kinds: Record<string, Performed> = {
  succeeded: { kind: 'returned', result: JobResult.success().withStats(3, 1).withOutput({ a: 1 }) },
  'reported a failure': { kind: 'returned', result: JobResult.failure('no luck') },
  threw: { kind: 'threw', error: new Error('boom') },
  'was abandoned': { kind: 'abandoned' },
  'was refused': { kind: 'refused', code: 'invalid_parameters', message: 'days: too small' },
};

/** What becomes of it: `completed`, `failed code`, `retry code`, `cancelled`, `returned` or `nothing`. */
const table: Record<string, Record<AbortCause | 'none', string>> = {
  succeeded: {
    none: 'completed',
    cancelled: 'completed',
    timeout: 'failed timeout',
    stopping: 'completed',
    worker_dead: 'nothing',
  },
  'reported a failure': {
    none: 'failed job_failed',
    cancelled: 'cancelled',
    timeout: 'failed timeout',
    stopping: 'returned',
    worker_dead: 'nothing',
  },
  threw: {
    none: 'failed job_threw',
    cancelled: 'cancelled',
    timeout: 'failed timeout',
    stopping: 'returned',
    worker_dead: 'nothing',
  },
  'was abandoned': {
    none: 'failed job_failed',
    cancelled: 'cancelled',
    timeout: 'failed timeout',
    stopping: 'returned',
    worker_dead: 'nothing',
  },
  'was refused': {
    none: 'failed invalid_parameters',
    cancelled: 'cancelled',
    timeout: 'failed timeout',
    stopping: 'returned',
    worker_dead: 'nothing',
  },
};

function summary(given: Partial<AttemptFacts>): string {
  const outcome = decideOutcome({ ...facts, ...given });
  if (outcome === null) return 'nothing';
  if ('returned' in outcome) return 'returned';
  if (outcome.status === 'queued') return `retry ${outcome.error.code}`;
  return outcome.status === 'failed' ? `failed ${outcome.error?.code}` : outcome.status;
}

const cases = Object.entries(table).flatMap(([kind, row]) =>
  Object.entries(row).map(([cause, expected]) => [kind, cause, expected] as const),
);

describe('what follows an attempt', () => {
  it.each(cases)('that %s, interrupted by %s: %s', (kind, cause, expected) => {
    const given = { performed: kinds[kind], cause: cause === 'none' ? null : (cause as AbortCause) };
    expect(summary(given as Partial<AttemptFacts>)).toBe(expected);
  });

  it.each(cases.filter(([, , expected]) => expected.startsWith('failed')))(
    'is a retry where failures are left, unless it was refused: %s, interrupted by %s',
    (kind, cause, expected) => {
      const given = {
        performed: kinds[kind],
        cause: cause === 'none' ? null : (cause as AbortCause),
        maxAttempts: 2,
      };
      const retried =
        expected === 'failed invalid_parameters' ? expected : expected.replace('failed', 'retry');
      expect(summary(given as Partial<AttemptFacts>)).toBe(retried);
    },
  );

  it('counts failures, and waits longer after each', () => {
    const after = (failedAttempts: number) =>
      decideOutcome({
        ...facts,
        performed: kinds['threw'] ?? facts.performed,
        failedAttempts,
        maxAttempts: 4,
      });
    expect([0, 1, 2].map(after)).toMatchObject([{ retryInMs: 100 }, { retryInMs: 200 }, { retryInMs: 400 }]);
    expect(after(3)).toMatchObject({ status: 'failed' });
  });

  it('keeps what the job said of itself, and the stack of what it threw', () => {
    const of = (kind: string) => decideOutcome({ ...facts, performed: kinds[kind] ?? facts.performed });
    expect(of('succeeded')).toMatchObject({
      result: { success: true, items_processed: 3, items_failed: 1, output: { a: 1 } },
      error: null,
    });
    expect(of('reported a failure')).toMatchObject({ result: { success: false, message: 'no luck' } });
    expect(of('threw')).toMatchObject({
      result: { success: false, message: 'boom' },
      error: {
        code: 'job_threw',
        message: 'boom',
        stack: expect.stringContaining('decide-outcome.test') as string,
      },
    });
  });

  it('says who wanted it cancelled, and how long it was given', () => {
    const threw = kinds['threw'] ?? facts.performed;
    expect(decideOutcome({ ...facts, performed: threw, cause: 'cancelled' })).toMatchObject({
      error: { code: 'cancelled', message: 'enough' },
    });
    expect(decideOutcome({ ...facts, performed: threw, cause: 'timeout' })).toMatchObject({
      error: { code: 'timeout', message: 'timed out after 50 ms' },
    });
  });
});
