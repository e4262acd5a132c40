import { invalidValue } from '../exit/usage-error.js';

/** Reads a length of time such as `7d` as milliseconds. */
export async function duration(flag: string, text: string): Promise<number> {
  // Loaded for a duration only: it brings the whole contract for extension authors with it.
  const { InvalidDurationError, parseDuration } = await import('@infra/traits');
  try {
    return parseDuration(text);
  } catch (error) {
    if (!(error instanceof InvalidDurationError)) throw error;
    throw invalidValue(`${flag} takes a duration such as 2h or 7d; ${error.message}`);
  }
}
