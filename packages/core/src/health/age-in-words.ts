const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;

/** A length of time to the largest unit that fits twice, as one says it: `90 seconds`, `3 hours`. */
export function ageInWords(milliseconds: number): string {
  const [unit, size] = units.find(([, each]) => milliseconds >= 2 * each) ?? (['second', 1_000] as const);
  const amount = Math.round(milliseconds / size);
  return `${amount} ${unit}${amount === 1 ? '' : 's'}`;
}
