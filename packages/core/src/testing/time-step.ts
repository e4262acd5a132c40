import { type Duration, parseDuration } from '@infra/traits';

type CalendarUnit = 'second' | 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year';

/**
 * How far a test's clock moves: a duration (`'90s'`, `'2h'`, milliseconds), a number of calendar units in words
 * (`'1 month'`, `'3 weeks'`), or up to a moment.
 */
export type TimeStep = Duration | `${number} ${CalendarUnit}${'' | 's'}` | { readonly to: Date };

/** A step of a test's clock that leads nowhere. */
export class InvalidTimeStepError extends RangeError {
  override readonly name = 'InvalidTimeStepError';
}

const fixedMs = { second: 1_000, minute: 60_000, hour: 3_600_000, day: 86_400_000, week: 604_800_000 };

/**
 * The moment that a step leads to, in milliseconds since the epoch. Months and years are those of the calendar in UTC; a
 * day that the month does not have is its last one.
 * @throws {InvalidTimeStepError} @throws {InvalidDurationError}
 */
export function momentAfter(now: number, step: TimeStep): number {
  if (typeof step === 'object') return momentOf(now, step.to);
  const [, amount, unit] = /^(\d+) (second|minute|hour|day|week|month|year)s?$/.exec(String(step)) ?? [];
  if (unit === 'month') return monthsAfter(now, Number(amount));
  if (unit === 'year') return monthsAfter(now, 12 * Number(amount));
  if (unit !== undefined) return now + Number(amount) * fixedMs[unit as keyof typeof fixedMs];
  return now + parseDuration(step);
}

function momentOf(now: number, to: Date): number {
  if (to.getTime() >= now) return to.getTime();
  const given = Number.isNaN(to.getTime()) ? 'no date' : to.toISOString();
  throw new InvalidTimeStepError(`a test's clock goes forward: it shows ${iso(now)}, and not ${given}`);
}

function monthsAfter(now: number, months: number): number {
  const moment = new Date(now);
  const day = moment.getUTCDate();
  moment.setUTCMonth(moment.getUTCMonth() + months, 1);
  const lastDay = new Date(Date.UTC(moment.getUTCFullYear(), moment.getUTCMonth() + 1, 0)).getUTCDate();
  moment.setUTCDate(Math.min(day, lastDay));
  return moment.getTime();
}

function iso(moment: number): string {
  return new Date(moment).toISOString();
}
