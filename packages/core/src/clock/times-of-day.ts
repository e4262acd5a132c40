/**
 * The times of a day that the seconds, minutes and hours of a cron expression ask for, in ascending order. A time is the
 * number of seconds since midnight on the wall.
 */
export class TimesOfDay {
  /** How many times a day has. */
  readonly count: number;
  readonly #hours: readonly number[];
  readonly #minutes: readonly number[];
  readonly #seconds: readonly number[];

  constructor(hours: readonly number[], minutes: readonly number[], seconds: readonly number[]) {
    this.#hours = hours;
    this.#minutes = minutes;
    this.#seconds = seconds;
    this.count = hours.length * minutes.length * seconds.length;
  }

  /** The time of this rank, from 0 to `count` − 1. */
  at(rank: number): number {
    const perHour = this.#minutes.length * this.#seconds.length;
    const hour = this.#hours[Math.floor(rank / perHour)] ?? Number.NaN;
    const minute = this.#minutes[Math.floor((rank % perHour) / this.#seconds.length)] ?? Number.NaN;
    const second = this.#seconds[rank % this.#seconds.length] ?? Number.NaN;
    return hour * 3600 + minute * 60 + second;
  }

  /** How many times come before this one, which need not be one of them: the rank of the first from it on. */
  rankOf(time: number): number {
    const hour = below(this.#hours, Math.floor(time / 3600));
    const perHour = this.#minutes.length * this.#seconds.length;
    if (!hour.contains) return hour.count * perHour;
    const minute = below(this.#minutes, Math.floor((time % 3600) / 60));
    const earlier = hour.count * perHour + minute.count * this.#seconds.length;
    return minute.contains ? earlier + below(this.#seconds, time % 60).count : earlier;
  }
}

/** How many of these ascending numbers are below `value`, and whether `value` is one of them. */
function below(numbers: readonly number[], value: number): { count: number; contains: boolean } {
  const index = numbers.findIndex((number) => number >= value);
  return index === -1
    ? { count: numbers.length, contains: false }
    : { count: index, contains: numbers[index] === value };
}
