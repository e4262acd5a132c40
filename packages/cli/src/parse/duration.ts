import { InvalidDurationError, parseDuration } from '@infra/traits/values';
import { invalidValue } from '../exit/usage-error.js';

/** Reads a length of time as milliseconds: `duration('--timeout')('5m')`. */
export function duration(flag: string): (text: string) => number {
  return (text) => {
    try {
      return parseDuration(text);
    } catch (error) {
      if (!(error instanceof InvalidDurationError)) throw error;
      throw invalidValue(`${flag} takes a duration such as 2h or 7d; ${error.message}`);
    }
  };
}
