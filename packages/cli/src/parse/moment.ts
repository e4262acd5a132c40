import { InvalidDurationError, parseDuration } from '@infra/traits/values';
import { invalidValue } from '../exit/usage-error.js';

const written = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:?\d\d)?)?$/i;

/**
 * Reads a moment, ISO-8601: `2026-01-14T10:00:00Z`, with an offset, or without one for UTC; the time may be left out.
 */
export function moment(flag: string): (text: string) => Date {
  return (text) => {
    const date = readMoment(text);
    if (date !== null) return date;
    throw invalidValue(`${flag} takes a time such as 2026-01-14T10:00:00Z, not '${text}'`);
  };
}

/** Reads a moment in the past: an ISO-8601 time, or a duration before now, by the process's clock: `past('--since')('2h')`. */
export function past(flag: string): (text: string) => Date {
  return (text) => momentOrDuration(flag, text, -1);
}

/** Reads a moment in the future: an ISO-8601 time, or a duration from now, by the process's clock. */
export function future(flag: string): (text: string) => Date {
  return (text) => {
    const date = momentOrDuration(flag, text, 1);
    if (date.getTime() > Date.now()) return date;
    throw invalidValue(`${flag} takes a time that is still to come, not '${text}'`);
  };
}

function readMoment(text: string): Date | null {
  if (!written.test(text)) return null;
  const zoned = text.length <= 10 || /(?:Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text}Z`;
  const date = new Date(zoned.toUpperCase().replace(' ', 'T'));
  if (Number.isNaN(date.getTime())) return null;
  // JavaScript takes 30 February for 2 March.
  const day = new Date(`${text.slice(0, 10)}T00:00:00Z`);
  return day.toISOString().startsWith(text.slice(0, 10)) ? date : null;
}

function momentOrDuration(flag: string, text: string, direction: 1 | -1): Date {
  const date = readMoment(text);
  if (date !== null) return date;
  try {
    return new Date(Date.now() + direction * parseDuration(text));
  } catch (error) {
    if (!(error instanceof InvalidDurationError)) throw error;
    throw invalidValue(
      `${flag} takes a duration such as 2h or 7d, or a time such as 2026-01-14T10:00:00Z; ${error.message}`,
    );
  }
}
