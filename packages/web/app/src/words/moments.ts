/** A moment as the viewer's clock has it: `today 14:03:20`, `14 Jan 14:03`, with the year where it is another one. */
export function momentInWords(moment: Date, now: Date, timeZone?: string): string {
  const day = dayOf(moment, timeZone);
  const clock = new Intl.DateTimeFormat('en-GB', { ...zone(timeZone), timeStyle: 'medium' }).format(moment);
  if (day === dayOf(now, timeZone)) return clock;
  const sameYear = day.slice(0, 4) === dayOf(now, timeZone).slice(0, 4);
  const date = new Intl.DateTimeFormat('en-GB', {
    ...zone(timeZone),
    day: 'numeric',
    month: 'short',
    ...(sameYear ? {} : { year: 'numeric' }),
  }).format(moment);
  return `${date} ${clock.slice(0, 5)}`;
}

/** A moment in full, in the viewer's zone and in UTC, for a tooltip. */
export function momentInFull(moment: Date, timeZone?: string): string {
  const local = new Intl.DateTimeFormat('en-GB', {
    ...zone(timeZone),
    dateStyle: 'medium',
    timeStyle: 'long',
  }).format(moment);
  return `${local}\n${moment.toISOString().replace('T', ' ').replace('.000Z', 'Z').replace('Z', ' UTC')}`;
}

const steps = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
] as const;

/** How far a moment is: `in 5 min`, `2 h ago`, `now` for less than a second. */
export function distanceInWords(moment: Date, now: Date): string {
  const distance = moment.getTime() - now.getTime();
  const step = steps.find(([, size]) => Math.abs(distance) >= size);
  if (step === undefined) return 'now';
  const [unit, size] = step;
  const length = `${String(Math.trunc(Math.abs(distance) / size))} ${unit}`;
  return distance > 0 ? `in ${length}` : `${length} ago`;
}

function dayOf(moment: Date, timeZone: string | undefined): string {
  return new Intl.DateTimeFormat('en-CA', { ...zone(timeZone), dateStyle: 'short' }).format(moment);
}

function zone(timeZone: string | undefined): Intl.DateTimeFormatOptions {
  return timeZone === undefined ? {} : { timeZone };
}
