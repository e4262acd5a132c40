import type { Misfire } from '@infra/traits';

/** An occurrence served later than this, in milliseconds, is a misfire. */
export const misfireAfterMs = 5_000;

/** The part of the clock that the decision needs. */
export interface Times {
  next(after: Date): Date | null;
  previous(before: Date): Date | null;
  countBetween(from: Date, to: Date): { readonly count: number };
}

/** What becomes of the expected occurrence. */
export interface Step {
  /** The occurrence to wait for after this step; null when none ever comes. */
  readonly following: Date | null;
  /** Null: the occurrence runs. Else it and the later ones up to `last` are recorded as misfired. */
  readonly skip: { readonly last: Date; readonly count: number } | null;
}

/**
 * Decides one step of a schedule that waits for `expected` at the moment `now`.
 *
 * Occurrences up to five seconds late are served like punctual ones. What is later follows the policy: `skip` drops it,
 * `run-once` keeps the latest when nothing punctual follows, `runAll: n` keeps the latest n. Several steps are several
 * calls, each from the occurrence that the one before it left.
 */
export function decideStep(expected: Date, now: Date, misfire: Misfire, times: Times): Step {
  if (now.getTime() - expected.getTime() <= misfireAfterMs) return run(expected, times);
  const keep = firstToKeep(expected, now, misfire, times);
  if (keep !== null && keep <= expected) return run(expected, times);
  const last = keep === null ? now : (times.previous(keep) ?? expected);
  return { following: keep, skip: { last, count: times.countBetween(expected, last).count } };
}

function run(expected: Date, times: Times): Step {
  return { following: times.next(expected), skip: null };
}

/** The earliest of the overdue occurrences that is still served, or the next one to come. */
function firstToKeep(expected: Date, now: Date, misfire: Misfire, times: Times): Date | null {
  const punctual = times.next(new Date(now.getTime() - misfireAfterMs - 1));
  if (misfire === 'skip') return punctual;
  if (misfire === 'run-once') {
    return punctual !== null && punctual <= now
      ? punctual
      : latest(punctual ?? new Date(now.getTime() + 1), times);
  }
  let keep = times.next(now) ?? new Date(now.getTime() + 1);
  for (let kept = 0; kept < misfire.runAll && keep > expected; kept++) keep = latest(keep, times) ?? expected;
  return keep;
}

function latest(before: Date, times: Times): Date | null {
  return times.previous(before);
}
