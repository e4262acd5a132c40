import type { ClockChange, Misfire, Overlap } from '@infra/traits';
import type { SkipReason } from './schedule-store.js';

/** What a schedule should be, from the code, the configuration and the operator's word together. */
export interface WantedSchedule {
  readonly jobName: string;
  readonly name: string;
  readonly schedule: string;
  readonly timeZone: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly overlap: Overlap;
  readonly misfire: Misfire;
  readonly clockChange: ClockChange;
  readonly jitterMs: number;
  readonly maxAttempts: number;
  /** What code and configuration say of this schedule, whatever the job's own switch says. */
  readonly wanted: boolean;
  /** Whether it fires: wanted, and its job enabled and served. */
  readonly enabled: boolean;
}

/** A schedule as it is stored. */
export interface StoredSchedule extends WantedSchedule {
  readonly nextRun: Date | null;
  readonly revision: number;
  /** The beginning of the span of skips that is open, or null. */
  readonly skippedSince: Date | null;
}

/** A closed or open span of occurrences that do not run; both ends belong to it. */
export interface SkipSpan {
  readonly first: Date;
  /** Null while it is open. */
  readonly last: Date | null;
  readonly count: number;
  readonly reason: SkipReason;
}

/** One change of a stored schedule, applied only if the schedule is still as it was seen. */
export interface ScheduleChange {
  readonly wanted: WantedSchedule;
  /** Null to insert. */
  readonly seen: Pick<StoredSchedule, 'revision' | 'nextRun'> | null;
  readonly nextRun: Date | null;
  /** Closes the open span at this moment. */
  readonly close: { readonly last: Date; readonly count: number } | null;
  /** Records a span: open, or closed when its end is already known. */
  readonly record: SkipSpan | null;
}

/** The part of the clock that planning needs. */
export interface ScheduleTimes {
  next(after: Date): Date | null;
  countBetween(from: Date, to: Date): { readonly count: number };
}

/**
 * Decides how a stored schedule becomes the wanted one, so that every occurrence stays covered by a run or a span:
 * what was due and not served under an old schedule is recorded as misfired, the time without firing as a span that
 * the next enabling closes. Returns null when nothing changes.
 *
 * `now` is the database's clock; the new next time is after it, the spans end at it.
 */
export function planSchedule(
  stored: StoredSchedule | null,
  wanted: WantedSchedule,
  now: Date,
  times: { readonly stored: ScheduleTimes | null; readonly wanted: ScheduleTimes },
  offReason: 'disabled' | 'no_worker' = 'disabled',
): ScheduleChange | null {
  const next = wanted.enabled ? times.wanted.next(now) : null;
  if (stored === null) {
    const record = wanted.enabled ? null : openSpan(now, offReason);
    return { wanted, seen: null, nextRun: next, close: null, record };
  }
  const retimed = timing(stored) !== timing(wanted);
  if (stored.enabled === wanted.enabled && !retimed) {
    if (settings(stored) === settings(wanted)) return null;
    return { wanted, seen: stored, nextRun: stored.nextRun, close: null, record: null };
  }
  if (stored.enabled && wanted.enabled) {
    return { wanted, seen: stored, nextRun: next, close: null, record: unserved(stored, now, times.stored) };
  }
  if (stored.enabled) {
    const first = stored.nextRun !== null && stored.nextRun < now ? stored.nextRun : now;
    return { wanted, seen: stored, nextRun: null, close: null, record: openSpan(first, offReason) };
  }
  if (!wanted.enabled) {
    return { wanted, seen: stored, nextRun: null, close: null, record: null };
  }
  const since = stored.skippedSince;
  const count = since === null ? 0 : (times.stored ?? times.wanted).countBetween(since, now).count;
  const close = since === null ? null : { last: now, count };
  return { wanted, seen: stored, nextRun: next, close, record: null };
}

function openSpan(first: Date, reason: SkipReason): SkipSpan {
  return { first, last: null, count: 0, reason };
}

function unserved(stored: StoredSchedule, now: Date, times: ScheduleTimes | null): SkipSpan | null {
  if (stored.nextRun === null || stored.nextRun > now || times === null) return null;
  return {
    first: stored.nextRun,
    last: now,
    count: times.countBetween(stored.nextRun, now).count,
    reason: 'misfire',
  };
}

function timing(schedule: WantedSchedule): string {
  return JSON.stringify([
    schedule.schedule,
    schedule.timeZone,
    schedule.clockChange.missing,
    schedule.clockChange.repeated,
  ]);
}

function settings(schedule: WantedSchedule): string {
  const { parameters, overlap, misfire, jitterMs, maxAttempts, wanted } = schedule;
  return JSON.stringify([sorted(parameters), overlap, misfire, jitterMs, maxAttempts, wanted]);
}

// jsonb gives keys back in its own order.
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
