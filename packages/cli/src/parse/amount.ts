import { invalidValue } from '../exit/usage-error.js';

/** Reads a number above 0 and not above `most`, decimals allowed: `amount('--hours', 'hours', 87_600)('1.5')`. */
export function amount(flag: string, unit: string, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : 0;
    if (value > 0 && value <= most) return value;
    throw invalidValue(`${flag} takes a number of ${unit} above 0 and up to ${most}, not '${text}'`);
  };
}
