/** A moment for people: `2026-01-14 10:00:00Z`, with milliseconds where there are any; '' for none. */
export function timeInWords(instant: string | null): string {
  return instant === null ? '' : instant.replace('T', ' ').replace(/\.000Z$/, 'Z');
}

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
] as const;

/** A length of time for people: `64 ms`, `1.25 s`, `3m 4s`, `2d 3h`; '' for none. */
export function durationInWords(milliseconds: number | null): string {
  if (milliseconds === null) return '';
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${Math.round(milliseconds / 10) / 100} s`;
  const seconds = Math.round(milliseconds / 1000) * 1000;
  const largest = units.findIndex(([, size]) => seconds >= size);
  const parts = units.slice(largest, largest + 2).map(([unit, size], index, [first]) => {
    const rest = index === 0 || first === undefined ? seconds : seconds % first[1];
    return `${Math.floor(rest / size)}${unit}`;
  });
  return parts.filter((part) => !part.startsWith('0')).join(' ');
}

/** `1 job`, `2 jobs`. */
export function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

const sizes = ['bytes', 'KB', 'MB', 'GB', 'TB'];

/** A size for people: `7.4 MB`; '' for none. */
export function sizeInWords(bytes: number | null): string {
  if (bytes === null) return '';
  const power = bytes < 1000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), sizes.length - 1);
  return `${Math.round((bytes / 1000 ** power) * 10) / 10} ${sizes[power] ?? ''}`;
}
