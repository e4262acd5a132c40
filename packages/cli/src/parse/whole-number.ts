import { invalidValue } from '../exit/usage-error.js';

/** The most rows that one call returns. */
const highestLimit = 10_000;

/** Reads a whole number, which may be negative: `wholeNumber('--priority', -1000, 1000)('5')`. */
export function wholeNumber(flag: string, least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^[+-]?\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw invalidValue(`${flag} takes a whole number from ${least} to ${most}, not '${text}'`);
  };
}

/** Reads a number of rows: `limit('--limit')('50')`. */
export function limit(flag: string): (text: string) => number {
  return (text) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : 0;
    if (value >= 1 && value <= highestLimit) return value;
    throw invalidValue(`${flag} takes a whole number from 1 to ${highestLimit}, not '${text}'`);
  };
}

/** Reads how many rows to leave out, 0 or more: `offset('--offset')('100')`. */
export function offset(flag: string): (text: string) => number {
  return (text) => {
    if (/^\d{1,9}$/.test(text)) return Number(text);
    throw invalidValue(`${flag} takes a whole number from 0 on, not '${text}'`);
  };
}
