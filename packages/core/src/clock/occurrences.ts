import type { ClockChange } from '@infra/traits';
import { isTimeZone, readCron } from '@infra/traits/values';
import { type ClockChangePolicy, clockChangePolicy, isByTheHour } from './clock-change.js';
import { InvalidTimeZoneError } from './invalid-time-zone-error.js';
import { RecentlyUsed } from './recently-used.js';
import { WallClockPattern } from './wall-clock-pattern.js';
import { type OffsetPeriod, offsetsOf, type ZoneOffsets } from './zone-offsets.js';

/** A schedule as its occurrences depend on it. */
export interface ScheduleInZone {
  /** Six fields. */
  readonly schedule: string;
  /** IANA name. */
  readonly timeZone: string;
  /** What is left out follows the schedule, see `clockChangePolicy`. */
  readonly clockChange?: ClockChange;
}

/** The longest span that is counted occurrence by occurrence: ten years. */
const countedSpan = 3653 * 86_400_000;

/**
 * The moments that a schedule asks for: whole seconds, strictly ascending, none twice.
 *
 * Where the clocks go forward, wall times are missing. With `missing: 'next'` a schedule for hours of the day occurs once
 * at the first instant after the gap for all that it asked for in the gap; a schedule by the hour (hour field `*` or `*\/n`)
 * loses no hour and simply goes on. With `'skip'` nothing stands in.
 * Where they go back, wall times come twice. With `repeated: 'first'` only the first counts, with `'both'` both do.
 */
export class Occurrences {
  readonly #pattern: WallClockPattern;
  readonly #offsets: ZoneOffsets;
  readonly #policy: ClockChangePolicy;
  readonly #movesMissing: boolean;

  /**
   * Prefer {@link occurrencesOf}, which shares them.
   * @throws {InvalidCronError} @throws {InvalidTimeZoneError}
   */
  constructor({ schedule, timeZone, clockChange }: ScheduleInZone) {
    const reading = readCron(schedule);
    if (!isTimeZone(timeZone)) throw new InvalidTimeZoneError(timeZone);
    this.#pattern = new WallClockPattern(reading);
    this.#offsets = offsetsOf(timeZone);
    this.#policy = clockChangePolicy(reading.normalForm, clockChange);
    this.#movesMissing = this.#policy.missing === 'next' && !isByTheHour(reading.normalForm);
  }

  /** The first occurrence after this moment, itself excluded; null when none comes before the year 3000. */
  next(after: Date): Date | null {
    const found = this.#firstFrom((Math.floor(after.getTime() / 1000) + 1) * 1000);
    return found === null ? null : new Date(found);
  }

  /** The last occurrence before this moment, itself excluded; null when none came in a century. */
  previous(before: Date): Date | null {
    const found = this.#lastBefore(Math.ceil(before.getTime() / 1000) * 1000);
    return found === null ? null : new Date(found);
  }

  /** The occurrences from `from` to `to`, both included, at most `limit`; computed as they are taken. */
  *between(from: Date, to: Date, limit = Number.POSITIVE_INFINITY): Generator<Date, void> {
    let found = this.#firstFrom(Math.ceil(from.getTime() / 1000) * 1000);
    for (let taken = 0; taken < limit && found !== null && found <= to.getTime(); taken++) {
      yield new Date(found);
      found = this.#firstFrom(found + 1000);
    }
  }

  /** The next `count` occurrences after this moment, itself excluded. */
  takeNext(count: number, after: Date): Date[] {
    const start = new Date((Math.floor(after.getTime() / 1000) + 1) * 1000);
    return [...this.between(start, new Date(8.64e15), count)];
  }

  /**
   * How many occurrences there are from `from` to `to`, both included, by arithmetic on days: three months of seconds
   * take no longer than three months of days. A span of more than ten years is extrapolated from its first ten, and then
   * `exact` is false.
   */
  countBetween(from: Date, to: Date): { readonly count: number; readonly exact: boolean } {
    const start = from.getTime();
    const span = to.getTime() - start;
    if (span <= countedSpan) return { count: this.#count(start, to.getTime()), exact: true };
    return {
      count: Math.round(this.#count(start, start + countedSpan) * (span / countedSpan)),
      exact: false,
    };
  }

  /**
   * What a clock change has to do with an occurrence: `missing` when it stands in for wall times that never came,
   * `repeated` when the wall shows its time twice (whether or not it occurs twice), else null, also for a moment that is
   * no occurrence.
   */
  clockChangeAt(occurrence: Date): 'missing' | 'repeated' | null {
    const instant = occurrence.getTime();
    if (this.#firstFrom(instant) !== instant) return null;
    const period = this.#offsets.at(instant);
    if (instant === period.start && this.#standsIn(period)) return 'missing';
    const wall = instant + period.offset;
    if (wall < period.reached) return 'repeated';
    const following = this.#offsets.at(period.end);
    return wall >= following.start + following.offset ? 'repeated' : null;
  }

  #firstFrom(from: number): number | null {
    let instant = from;
    for (;;) {
      const period = this.#offsets.at(instant);
      if (instant === period.start && this.#standsIn(period)) return instant;
      const wall = this.#pattern.firstFrom(Math.max(instant + period.offset, this.#opening(period)));
      if (wall === null) return null;
      if (wall < period.end + period.offset) return wall - period.offset;
      instant = period.end;
    }
  }

  #lastBefore(end: number): number | null {
    let instant = end;
    for (;;) {
      const period = this.#offsets.at(instant - 1);
      const wall = this.#pattern.lastBefore(instant + period.offset);
      if (wall !== null && wall >= this.#opening(period)) return wall - period.offset;
      if (this.#standsIn(period)) return period.start;
      if (wall === null) return null;
      instant = period.start;
    }
  }

  #count(from: number, to: number): number {
    let count = 0;
    for (let period = this.#offsets.at(from); period.start <= to; period = this.#offsets.at(period.end)) {
      const opening = this.#opening(period);
      const end = Math.min(period.end, to + 1) + period.offset;
      count += this.#pattern.countBetween(Math.max(from + period.offset, opening), end);
      const atStart = this.#pattern.firstFrom(opening) === period.start + period.offset;
      if (period.start >= from && !atStart && this.#standsIn(period)) count++;
    }
    return count;
  }

  /** The first wall time of the period that counts. */
  #opening(period: OffsetPeriod): number {
    const wall = period.start + period.offset;
    return this.#policy.repeated === 'first' ? Math.max(wall, period.reached) : wall;
  }

  /** Whether the start of the period stands in for wall times that were left out before it. */
  #standsIn(period: OffsetPeriod): boolean {
    const wall = period.start + period.offset;
    if (!this.#movesMissing || period.reached >= wall) return false;
    const missed = this.#pattern.firstFrom(period.reached);
    return missed !== null && missed < wall;
  }
}

const known = new RecentlyUsed<Occurrences>(4096);

/**
 * The occurrences of a schedule. Equal schedules share what was computed for them; the least recently used are dropped.
 * @throws {InvalidCronError} @throws {InvalidTimeZoneError}
 */
export function occurrencesOf(schedule: ScheduleInZone): Occurrences {
  const { missing = '', repeated = '' } = schedule.clockChange ?? {};
  const key = [schedule.schedule, schedule.timeZone, missing, repeated].join('|');
  return known.get(key, () => new Occurrences(schedule));
}
