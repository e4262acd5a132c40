const written = new RegExp(
  [
    String.raw`^(?<year>\d{4})[-/](?<month>\d{1,2})[-/](?<day>\d{1,2})`,
    String.raw`(?:(?:[Tt]|\s+)(?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:[.,](?<fraction>\d+))?)?`,
    String.raw`\s*(?<zone>[Zz]|UTC|GMT|[+-]\d{2}(?::?\d{2})?|[A-Za-z]+(?:[/_][A-Za-z_+-]+)+)?)?$`,
  ].join(''),
);

const spelt = /^(?:[A-Za-z]{3,9},?\s+)?(?:\d{1,2}\s+[A-Za-z]{3,9}\.?|[A-Za-z]{3,9}\.?\s+\d{1,2}),?\s+\d{4}\b/;
const zoned = /(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})$/;

/**
 * Reads a date as people write it in front matter: `2024-03-01`, `2024-03-01 10:00:00 +0100`, `2024-03-01T09:00Z`,
 * `2024-03-01 10:00 Europe/Berlin`, `Fri, 01 Mar 2024 10:00:00 +0100`, `March 1, 2024`.
 * @param timeZone the zone of a date that names none.
 * @returns null when it is no date, or one that is in no calendar (30 February).
 */
export function readDate(text: string, timeZone: string): Date | null {
  const trimmed = text.trim();
  const parts = written.exec(trimmed)?.groups;
  if (parts === undefined) return readSpeltDate(trimmed, timeZone);
  const wall = wallClock(parts);
  if (wall === null) return null;
  const { zone } = parts;
  if (zone === undefined) return inZone(wall, timeZone);
  if (/^(?:z|utc|gmt)$/i.test(zone)) return new Date(wall);
  const offset = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone);
  if (offset === null) return inZone(wall, zone);
  const minutes = Number(offset[2]) * 60 + Number(offset[3] ?? 0);
  return new Date(wall - (offset[1] === '-' ? -minutes : minutes) * 60_000);
}

function readSpeltDate(text: string, timeZone: string): Date | null {
  if (!spelt.test(text)) return null;
  const hasZone = zoned.test(text);
  const time = Date.parse(hasZone ? text : `${text} UTC`);
  if (Number.isNaN(time)) return null;
  return hasZone ? new Date(time) : inZone(time, timeZone);
}

/** The wall clock as if it stood in UTC, in milliseconds; null when the calendar has no such moment. */
function wallClock(parts: Partial<Record<string, string>>): number | null {
  const { year, month, day, hour = '0', minute = '0', second = '0', fraction = '0' } = parts;
  const time = new Date(0);
  time.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  if (time.getUTCMonth() !== Number(month) - 1 || time.getUTCDate() !== Number(day) || Number(year) === 0)
    return null;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  const milliseconds = Number(`0.${fraction}`) * 1000;
  return time.setUTCHours(Number(hour), Number(minute), Number(second), Math.floor(milliseconds));
}

/** The moment at which the clocks of a zone show `wall`: one of the two in a repeated hour, after the gap in a missing one. */
function inZone(wall: number, timeZone: string): Date | null {
  const first = offsetAt(wall, timeZone);
  if (first === null) return null;
  const second = offsetAt(wall - first, timeZone) ?? first;
  return new Date(wall - second);
}

function offsetAt(time: number, timeZone: string): number | null {
  if (timeZone === 'UTC') return 0;
  const format = formatOf(timeZone);
  if (format === null) return null;
  const shown = Object.fromEntries(
    format.formatToParts(time).map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(time / 1000) * 1000;
}

const formats = new Map<string, Intl.DateTimeFormat | null>();

function formatOf(timeZone: string): Intl.DateTimeFormat | null {
  const kept = formats.get(timeZone);
  if (kept !== undefined) return kept;
  let format: Intl.DateTimeFormat | null = null;
  try {
    const numeric = 'numeric';
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: numeric,
      month: numeric,
      day: numeric,
      hour: numeric,
      minute: numeric,
      second: numeric,
    });
  } catch {
    // Not a zone: the date is not one either.
  }
  formats.set(timeZone, format);
  return format;
}
