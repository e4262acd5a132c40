const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
] as const;

/** A length of time in words, of its two largest units: `64 ms`, `1.2 s`, `3m 4s`, `2d 3h`. */
export function durationInWords(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.max(0, Math.round(milliseconds))} ms`;
  if (milliseconds < 10_000) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000) * 1000;
  const largest = units.findIndex(([, size]) => seconds >= size);
  return units
    .slice(largest, largest + 2)
    .map(([unit, size], index, [first]) => {
      const rest = index === 0 || first === undefined ? seconds : seconds % first[1];
      return `${Math.floor(rest / size)}${unit}`;
    })
    .filter((part) => !part.startsWith('0'))
    .join(' ');
}
