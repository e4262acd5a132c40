import type { CronReading } from '@infra/traits';
import { type MatchingDays, matchingDays } from './matching-days.js';
import { TimesOfDay } from './times-of-day.js';

const daySeconds = 86_400;

/**
 * What a cron expression says about the clock on the wall, which knows neither zones nor clock changes: every day has
 * 24 hours. A wall time is in milliseconds, as if the wall were in UTC.
 */
export class WallClockPattern {
  readonly #days: MatchingDays;
  readonly #times: TimesOfDay;

  constructor(reading: CronReading) {
    this.#days = matchingDays(reading.normalForm.split(' ').slice(3).join(' '));
    this.#times = new TimesOfDay(reading.hours, reading.minutes, reading.seconds);
  }

  /** The first match from this wall time on, itself included; null when none comes. */
  firstFrom(wall: number): number | null {
    const { day, time } = split(wall);
    const first = this.#days.firstFrom(day);
    if (first === null) return null;
    if (first !== day) return this.#wallAt(first, 0);
    const rank = this.#times.rankOf(time);
    if (rank < this.#times.count) return this.#wallAt(day, rank);
    const next = this.#days.firstFrom(day + 1);
    return next === null ? null : this.#wallAt(next, 0);
  }

  /** The last match before this wall time; null when none came. */
  lastBefore(wall: number): number | null {
    const { day, time } = split(wall);
    const rank = this.#days.firstFrom(day) === day ? this.#times.rankOf(time) : 0;
    if (rank > 0) return this.#wallAt(day, rank - 1);
    const last = this.#days.lastBefore(day);
    return last === null ? null : this.#wallAt(last, this.#times.count - 1);
  }

  /** How many matches there are from `from`, itself included, until before `end`. */
  countBetween(from: number, end: number): number {
    if (end <= from) return 0;
    const first = split(from);
    const last = split(end);
    const wholeDays = this.#days.countBetween(first.day, last.day);
    return wholeDays * this.#times.count - this.#countBefore(first) + this.#countBefore(last);
  }

  /** How many matches the day has before this time. */
  #countBefore({ day, time }: { day: number; time: number }): number {
    return this.#days.firstFrom(day) === day ? this.#times.rankOf(time) : 0;
  }

  #wallAt(day: number, rank: number): number {
    return (day * daySeconds + this.#times.at(rank)) * 1000;
  }
}

/** The day and the second of it; a fraction of a second counts as the next one, for matches are whole seconds. */
function split(wall: number): { day: number; time: number } {
  const seconds = Math.ceil(wall / 1000);
  const day = Math.floor(seconds / daySeconds);
  return { day, time: seconds - day * daySeconds };
}
