import { Cron } from 'croner';
import { RecentlyUsed } from './recently-used.js';

/** Days are counted from 1970-01-01. */
const dayLength = 86_400_000;

/** How far a search goes: the rarest day, a fifth Monday in February, is 40 years from the next. */
const searchedYears = 100;

/** Years kept with their days; a year takes at most 3 KB. */
const keptYears = 128;

/**
 * The days that the three day fields of a cron expression ask for. The library is asked once for each year and always in
 * UTC, where it has neither clock changes nor time zones to deal with; it is only ever asked what comes next.
 */
export class MatchingDays {
  readonly #fields: string;
  readonly #years = new Map<number, readonly number[]>();

  /** @param fields day-of-month, month and day-of-week in their normal form, as in `1,15 * MON`. */
  constructor(fields: string) {
    this.#fields = fields;
  }

  /** The first matching day from this one on, itself included; null when none comes. */
  firstFrom(day: number): number | null {
    const year = yearOf(day);
    for (let ahead = 0; ahead < searchedYears; ahead++) {
      const days = this.#inYear(year + ahead);
      const found = days[lowerBound(days, day)];
      if (found !== undefined) return found;
    }
    return null;
  }

  /** The last matching day before this one; null when none came. */
  lastBefore(day: number): number | null {
    const year = yearOf(day);
    for (let back = 0; back < searchedYears; back++) {
      const days = this.#inYear(year - back);
      const found = days[lowerBound(days, day) - 1];
      if (found !== undefined) return found;
    }
    return null;
  }

  /** How many matching days there are from `from`, itself included, until before `end`. */
  countBetween(from: number, end: number): number {
    let count = 0;
    for (let year = yearOf(from); year <= yearOf(end); year++) {
      const days = this.#inYear(year);
      count += lowerBound(days, end) - lowerBound(days, from);
    }
    return count;
  }

  #inYear(year: number): readonly number[] {
    const known = this.#years.get(year);
    if (known !== undefined) return known;
    if (this.#years.size >= keptYears) this.#years.clear();
    const days = this.#fields === '* * *' ? everyDay(year) : this.#enumerate(year);
    this.#years.set(year, days);
    return days;
  }

  // The library's pattern takes 83 KB, so it is let go as soon as the year is read.
  #enumerate(year: number): number[] {
    const pattern = new Cron(`0 0 0 ${this.#fields}`, { mode: '6-part', utcOffset: 0, paused: true });
    const end = firstDayOf(year + 1);
    const days: number[] = [];
    let last = firstDayOf(year) * dayLength - 1;
    for (;;) {
      const next = pattern.nextRun(new Date(last))?.getTime() ?? Number.POSITIVE_INFINITY;
      if (next >= end * dayLength) return days;
      days.push(next / dayLength);
      last = next;
    }
  }
}

const calendars = new RecentlyUsed<MatchingDays>(512);

/** The days of these three fields; schedules that name the same days share them. */
export function matchingDays(fields: string): MatchingDays {
  return calendars.get(fields, () => new MatchingDays(fields));
}

function everyDay(year: number): number[] {
  const first = firstDayOf(year);
  return Array.from({ length: firstDayOf(year + 1) - first }, (_, index) => first + index);
}

function firstDayOf(year: number): number {
  return Date.UTC(year, 0) / dayLength;
}

function yearOf(day: number): number {
  return new Date(day * dayLength).getUTCFullYear();
}

/** The index of the first of these ascending numbers that is not below `value`. */
function lowerBound(numbers: readonly number[], value: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle] ?? value) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
