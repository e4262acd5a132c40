import { CancelRun, DoNotRetry, JobResult, RetryAt } from '@infra/traits';
import { describe, expect, it } from 'vitest';
import { type AbortCause, type AttemptFacts, decideOutcome, type Performed } from './decide-outcome.js';

const facts: AttemptFacts = {
  performed: { kind: 'returned', result: JobResult.success() },
  cause: null,
  cancelReason: 'enough',
  timeoutMs: 50,
  failedAttempts: 0,
  maxAttempts: 1,
  retry: {
    kind: 'exponential',
    firstMs: 100,
    factor: 2,
    capMs: 1_000,
    jitter: 0,
    retryOn: null,
    giveUpOn: [],
  },
  random: 0.5,
};

const kinds: Record<string, Performed> = {
  succeeded: { kind: 'returned', result: JobResult.success().withStats(3, 1).withOutput({ a: 1 }) },
  'reported a failure': { kind: 'returned', result: JobResult.failure('no luck') },
  threw: { kind: 'threw', error: new Error('boom') },
  'was abandoned': { kind: 'abandoned' },
  'was refused': { kind: 'refused', code: 'invalid_parameters', message: 'days: too small' },
  'said not to retry': { kind: 'threw', error: new DoNotRetry('gone') },
  'called it off': { kind: 'threw', error: new CancelRun('nothing to do') },
  'asked for a moment': { kind: 'threw', error: new RetryAt('5s', 'busy') },
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
  'said not to retry': {
    none: 'failed job_threw',
    cancelled: 'cancelled',
    timeout: 'failed timeout',
    stopping: 'failed job_threw',
    worker_dead: 'nothing',
  },
  'called it off': {
    none: 'cancelled',
    cancelled: 'cancelled',
    timeout: 'failed timeout',
    stopping: 'cancelled',
    worker_dead: 'nothing',
  },
  'asked for a moment': {
    none: 'failed job_threw',
    cancelled: 'cancelled',
    timeout: 'failed timeout',
    stopping: 'failed job_threw',
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
    'is a retry where failures are left, unless no retry can help: %s, interrupted by %s',
    (kind, cause, expected) => {
      const given = {
        performed: kinds[kind],
        cause: cause === 'none' ? null : (cause as AbortCause),
        maxAttempts: 2,
      };
      const final =
        expected === 'failed invalid_parameters' || (kind === 'said not to retry' && cause !== 'timeout');
      const retried = final ? expected : expected.replace('failed', 'retry');
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

  it.each<[string, Partial<AttemptFacts>, Partial<AttemptFacts['retry']>, string]>([
    ['a class of retryOn', { performed: kinds['threw'] }, { retryOn: ['Error'] }, 'retry job_threw'],
    [
      'a class that is not in retryOn',
      { performed: kinds['threw'] },
      { retryOn: ['Gone'] },
      'failed job_threw',
    ],
    ['a class of giveUpOn', { performed: kinds['threw'] }, { giveUpOn: ['Error'] }, 'failed job_threw'],
    ['a timeout in retryOn', { cause: 'timeout' }, { retryOn: ['timeout'] }, 'retry timeout'],
    ['a timeout in giveUpOn', { cause: 'timeout' }, { giveUpOn: ['timeout'] }, 'failed timeout'],
    [
      'a failure in giveUpOn',
      { performed: kinds['reported a failure'] },
      { giveUpOn: ['job_failed'] },
      'failed job_failed',
    ],
    [
      'what the job says, against the rules',
      { performed: kinds['asked for a moment'] },
      { giveUpOn: ['RetryAt'] },
      'retry job_threw',
    ],
  ])('follows the rules of the policy: %s', (_, given, rules, expected) => {
    const retry = { ...facts.retry, ...rules };
    expect(summary({ maxAttempts: 2, retry, ...(given as object) })).toBe(expected);
  });

  it('waits as long as the job says, to a moment or for a time, and keeps the stack', () => {
    const of = (error: Error) =>
      decideOutcome({ ...facts, maxAttempts: 2, performed: { kind: 'threw', error } });
    const at = new Date('2026-12-01T00:00:00Z');
    expect(of(new RetryAt('5s', 'busy'))).toMatchObject({
      retryInMs: 5_000,
      error: { code: 'job_threw', message: 'busy', stack: expect.stringContaining('RetryAt') as string },
    });
    expect(of(new RetryAt(at))).toMatchObject({ status: 'queued', retryAt: at });
    expect(of(new CancelRun('nothing to do'))).toMatchObject({
      error: { code: 'cancelled', message: 'nothing to do' },
    });
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
