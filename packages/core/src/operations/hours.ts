import { InfraError } from '../errors/infra-error.js';

/** So far nobody looks. */
class InvalidHoursError extends InfraError {
  readonly code = 'invalid_value';
}

const hourMs = 3_600_000;

/**
 * A window of whole hours in milliseconds.
 * @throws {InvalidHoursError} for fewer than one, more than `most`, or a part of one.
 */
export function windowMs(hours: number, most: number): number {
  if (Number.isInteger(hours) && hours >= 1 && hours <= most) return hours * hourMs;
  throw new InvalidHoursError(`hours are a whole number from 1 to ${most}, not ${hours}`);
}
