import { RecentlyUsed } from './recently-used.js';

/**
 * A stretch of time in which a zone keeps its offset. Instants are milliseconds since the epoch; a *wall time* is what
 * the clock on the wall shows, written as the instant at which UTC shows the same: `wall = instant + offset`.
 */
export interface OffsetPeriod {
  /** The first instant. */
  readonly start: number;
  /** The first instant after it. */
  readonly end: number;
  readonly offset: number;
  /**
   * The wall time up to which the clocks had come before this period. Where they go forward the wall times from here to
   * `start + offset` never come; where they go back those from `start + offset` to here come again.
   */
  readonly reached: number;
}

const second = 1000;
const day = 86_400 * second;

/** Between two looks at a zone's offset: since 1970 no zone has changed twice within six days, and none will by today's rules. */
const stride = 5 * day;

/** A clock change reaches at most this far: no zone ever jumped by more than a day. */
const lookBack = 2 * day;

/** When a time zone changes its offset from UTC, as the platform's time zone data has it. */
export class ZoneOffsets {
  /** Null for UTC, which needs no time zone data: the first use of the platform's takes 20 ms. */
  readonly #format: Intl.DateTimeFormat | null;
  readonly #years = new Map<number, readonly OffsetPeriod[]>();

  /** @throws {RangeError} for a name that is no time zone. */
  constructor(timeZone: string) {
    this.#format = timeZone === 'UTC' ? null : wallClock(timeZone);
  }

  /** The period that an instant falls in. Periods also end with each year of UTC, whatever the offset then does. */
  at(instant: number): OffsetPeriod {
    const periods = this.#inYear(new Date(instant).getUTCFullYear());
    const found = periods.find((period) => instant < period.end);
    if (found === undefined) throw new RangeError(`${instant} is no time`);
    return found;
  }

  #inYear(year: number): readonly OffsetPeriod[] {
    const known = this.#years.get(year);
    if (known !== undefined) return known;
    const periods = this.#read(Date.UTC(year, 0), Date.UTC(year + 1, 0));
    this.#years.set(year, periods);
    return periods;
  }

  #read(from: number, to: number): OffsetPeriod[] {
    const periods: OffsetPeriod[] = [];
    let start = from - lookBack;
    let offset = this.#offsetAt(start);
    let reached = start + offset;
    while (start < to) {
      const end = Math.min(this.#nextChange(start, offset, to), to);
      // Cut at the turn of the year: by then the clocks have come at least so far.
      if (start < from) reached = Math.max(reached, Math.min(from, end) + offset);
      if (end > from) periods.push({ start: Math.max(start, from), end, offset, reached });
      reached = Math.max(reached, end + offset);
      start = end;
      offset = this.#offsetAt(start);
    }
    return periods;
  }

  /** The first instant after `start` at which the offset is another, or any instant from `to` on. */
  #nextChange(start: number, offset: number, to: number): number {
    let same = start;
    while (same < to) {
      const ahead = same + stride;
      if (this.#offsetAt(ahead) !== offset) return this.#changeBetween(same, ahead, offset);
      same = ahead;
    }
    return to;
  }

  #changeBetween(same: number, other: number, offset: number): number {
    let low = same;
    let high = other;
    while (high - low > second) {
      const middle = low + Math.floor((high - low) / 2 / second) * second;
      if (this.#offsetAt(middle) === offset) low = middle;
      else high = middle;
    }
    return high;
  }

  #offsetAt(instant: number): number {
    if (this.#format === null) return 0;
    const shown = this.#format.format(instant).match(/\d+/g) ?? [];
    const [month = 0, dayOfMonth = 0, year = 0, hours = 0, minutes = 0, seconds = 0] = shown.map(Number);
    return (
      Date.UTC(year, month - 1, dayOfMonth, hours, minutes, seconds) - Math.floor(instant / second) * second
    );
  }
}

function wallClock(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
}

const zones = new RecentlyUsed<ZoneOffsets>(600);

/**
 * The offsets of a zone, read once per process.
 * @throws {RangeError} for a name that is no time zone.
 */
export function offsetsOf(timeZone: string): ZoneOffsets {
  return zones.get(timeZone, () => new ZoneOffsets(timeZone));
}
