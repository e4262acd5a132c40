const seconds = 1_000;
const minutes = 60 * seconds;

/** Six tries within an hour and a minute. */
const waits = [10 * seconds, minutes, 5 * minutes, 15 * minutes, 40 * minutes];

/** Milliseconds from the failure of try number `attempts`, from 1, to the next one; null when there is none. */
export function nextTryInMs(attempts: number): number | null {
  return waits[attempts - 1] ?? null;
}
