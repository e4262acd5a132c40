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

/**
 * Reads a moment in the past: an ISO-8601 time, or a duration before now (`2h`).
 * @param now the process's clock by default
 */
export async function past(flag: string, text: string, now = Date.now()): Promise<Date> {
  return await momentOrDuration(flag, text, (milliseconds) => now - milliseconds);
}

/** Reads a moment in the future: an ISO-8601 time, or a duration from now (`2h`). */
export async function future(flag: string, text: string, now = Date.now()): Promise<Date> {
  const date = await momentOrDuration(flag, text, (milliseconds) => now + milliseconds);
  if (date.getTime() > now) return date;
  throw invalidValue(`${flag} takes a time that is still to come, not '${text}'`);
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

async function momentOrDuration(
  flag: string,
  text: string,
  at: (milliseconds: number) => number,
): Promise<Date> {
  const date = readMoment(text);
  if (date !== null) return date;
  // Loaded for a duration only: it brings the whole contract for extension authors with it.
  const { InvalidDurationError, parseDuration } = await import('@infra/traits');
  try {
    return new Date(at(parseDuration(text)));
  } catch (error) {
    if (!(error instanceof InvalidDurationError)) throw error;
    throw invalidValue(
      `${flag} takes a duration such as 2h or 7d, or a time such as 2026-01-14T10:00:00Z; ${error.message}`,
    );
  }
}
