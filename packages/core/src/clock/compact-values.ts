/** The least number of values that are worded as a step (`every 7 minutes from …`) and not one by one. */
const fewestSteps = 6;

/** The distance between the values where it is always the same and more than one, else null. */
function stepOf(values: readonly number[]): number | null {
  const [first = 0, second = 0] = values;
  const step = second - first;
  return step > 1 && values.every((value, index) => value === first + index * step) ? step : null;
}

/** The step where the values are spread evenly over the whole ring of `size` values from 0 (0, 15, 30, 45 of 60), else null. */
export function evenStepOf(values: readonly number[], size: number): number | null {
  if (values.length < 2 || values[0] !== 0) return null;
  const step = size / values.length;
  return values.every((value, index) => value === index * step) ? step : null;
}

/** The step where there are so many values that it says more than a list of them, else null. */
export function longStepOf(values: readonly number[]): number | null {
  return values.length >= fewestSteps ? stepOf(values) : null;
}

/** Successive values as first and last. */
export function runsOf(values: readonly number[]): [first: number, last: number][] {
  const runs: [number, number][] = [];
  for (const value of values) {
    const run = runs.at(-1);
    if (run?.[1] === value - 1) run[1] = value;
    else runs.push([value, value]);
  }
  return runs;
}

/** A cron list of the values, with ranges for three and more in a row. */
export function listOf(values: readonly number[]): string {
  return runsOf(values)
    .map(([first, last]) => (last - first > 1 ? `${first}-${last}` : [...new Set([first, last])].join(',')))
    .join(',');
}

/** A cron field of the values that the library words well: `*`, an even step, a step within a range, or a list. */
export function fieldOf(values: readonly number[], ring: number | null): string {
  if (values.length === ring) return '*';
  const even = ring === null ? null : evenStepOf(values, ring);
  if (even !== null) return `*/${even}`;
  const step = longStepOf(values);
  return step === null ? listOf(values) : `${values[0]}-${values.at(-1)}/${step}`;
}
