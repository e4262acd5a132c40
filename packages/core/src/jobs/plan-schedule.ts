import type { ClockChange, Misfire, Overlap } from '@infra/traits';
import type { SkipReason } from './schedule-store.js';

/** What code and configuration want of a schedule. */
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
  readonly queue: string;
  readonly priority: number;
  /** Whether its runs wait for a slot or a token of their job. */
  readonly limited: boolean;
  /** Whether its runs are priced or need leave before they are queued. */
  readonly gated: boolean;
  /** What its runs work on, and the group in which they hold it; both null where they hold nothing. */
  readonly subject: string | null;
  readonly conflictGroup: string | null;
  /** Whether it is to fire as far as it goes by itself, whatever the switch of its job says. */
  readonly wanted: boolean;
}

/** A schedule as it is stored. */
export interface StoredSchedule extends WantedSchedule {
  /** Whether it fires: wanted, and its job switched on and served by somebody. */
  readonly enabled: boolean;
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
  readonly enabled: boolean;
  /** Null to insert. */
  readonly seen: Pick<StoredSchedule, 'revision' | 'nextRun'> | null;
  readonly nextRun: Date | null;
  /** Closes the open span at this moment; a span that has not even begun by then goes. */
  readonly close: { readonly last: Date; readonly count: number } | null;
  /** Spans to record, closed ones before an open one. */
  readonly record: readonly SkipSpan[];
}

/** The part of the clock that planning needs. */
export interface ScheduleTimes {
  next(after: Date): Date | null;
  countBetween(from: Date, to: Date): { readonly count: number };
}

/** What planning goes by, beside the schedule itself. */
export interface PlanningFacts {
  /** The database's clock: the new next time is after it, what is recorded ends at it. */
  readonly now: Date;
  /** Why the job does not fire at all, whatever its schedules say; null when it does. */
  readonly off: 'disabled' | 'no_worker' | null;
  readonly timesOf: (schedule: WantedSchedule) => ScheduleTimes;
}

/**
 * Decides how a stored schedule becomes the wanted one, so that every occurrence stays covered by a run or a span:
 * what was due and not served under an old schedule is recorded as misfired, the time without firing as a span that
 * the next enabling closes. Returns null when nothing changes.
 */
export function planSchedule(
  stored: StoredSchedule | null,
  wanted: WantedSchedule,
  facts: PlanningFacts,
): ScheduleChange | null {
  const { now, off, timesOf } = facts;
  const enabled = wanted.wanted && off === null;
  const reason = off ?? 'disabled';
  const fire = () => timesOf(wanted).next(now);
  const pause = open(justAfter(now), reason);
  const change = { wanted, enabled, seen: stored, nextRun: null, close: null, record: [] };
  if (stored === null) return enabled ? { ...change, nextRun: fire() } : { ...change, record: [pause] };

  const retimed = timing(stored) !== timing(wanted);
  if (stored.enabled === enabled && !retimed) {
    return settings(stored) === settings(wanted) ? null : { ...change, nextRun: stored.nextRun };
  }
  if (stored.enabled) {
    const overdue = overdueOf(stored, facts);
    return enabled
      ? { ...change, nextRun: fire(), record: overdue }
      : { ...change, record: [...overdue, pause] };
  }
  const since = stored.skippedSince;
  const close = since === null ? null : { last: now, count: countOf(stored, since, facts) };
  // What was skipped until now is counted by the old times, what follows by the new ones.
  return enabled ? { ...change, nextRun: fire(), close } : { ...change, close, record: [pause] };
}

function overdueOf(stored: StoredSchedule, facts: PlanningFacts): SkipSpan[] {
  const first = stored.nextRun;
  if (first === null || first > facts.now) return [];
  return [{ first, last: facts.now, count: countOf(stored, first, facts), reason: 'misfire' }];
}

function open(first: Date, reason: SkipReason): SkipSpan {
  return { first, last: null, count: 0, reason };
}

// An occurrence at `now` itself has its run or is overdue.
function justAfter(now: Date): Date {
  return new Date(now.getTime() + 1);
}

// A schedule that a newer program has stored may have a zone that this one's system does not know; that must not keep
// this one from writing its own.
function countOf(stored: StoredSchedule, from: Date, { now, timesOf }: PlanningFacts): number {
  try {
    return timesOf(stored).countBetween(from, now).count;
  } catch {
    return 1;
  }
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
  const { overlap, misfire, jitterMs, maxAttempts, queue, priority, limited, gated } = schedule;
  const { parameters, subject, conflictGroup, wanted } = schedule;
  return JSON.stringify([
    sorted(parameters),
    overlap,
    misfire,
    jitterMs,
    maxAttempts,
    queue,
    priority,
    limited,
    gated,
    subject,
    conflictGroup,
    wanted,
  ]);
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
