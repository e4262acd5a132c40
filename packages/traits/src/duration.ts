/** A unit of time as it is written: milliseconds, seconds, minutes, hours, days of 24 hours. */
export type DurationUnit = 'ms' | 's' | 'm' | 'h' | 'd';

/** A length of time: a number of milliseconds, or a number with its unit, as in `'30s'`, `'5m'`, `'2h'`, `'7d'`. */
export type Duration = number | `${number}${DurationUnit}`;

const millisecondsIn: Readonly<Record<DurationUnit, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** Ten years, the leap days included. */
const longest = 3653 * millisecondsIn.d;

/** A value that was given as a duration is none. */
export class InvalidDurationError extends RangeError {
  override readonly name = 'InvalidDurationError';
  readonly code = 'invalid_duration';
  /** What was given. */
  readonly value: unknown;

  constructor(value: unknown, reason: string) {
    super(`${typeof value === 'string' ? `'${value}'` : String(value)} ${reason}`);
    this.value = value;
  }
}

/**
 * Reads a {@link Duration}, or any text from a configuration or a command line.
 * @returns whole milliseconds, from 1 to ten years; what is finer is rounded.
 * @throws {InvalidDurationError} for anything else.
 */
export function parseDuration(value: number | string): number {
  const milliseconds = Math.round(typeof value === 'number' ? value : readText(value));
  if (Number.isNaN(milliseconds))
    throw new InvalidDurationError(value, "is not a duration such as '30s', '5m', '2h' or '7d'");
  if (milliseconds < 1) throw new InvalidDurationError(value, 'is shorter than a millisecond');
  if (milliseconds > longest) throw new InvalidDurationError(value, 'is longer than ten years');
  return milliseconds;
}

function readText(text: string): number {
  const [, amount, unit] = /^(-?\d+(?:\.\d+)?)(ms|[smhd])$/.exec(text) ?? [];
  return amount === undefined ? Number.NaN : Number(amount) * millisecondsIn[unit as DurationUnit];
}
