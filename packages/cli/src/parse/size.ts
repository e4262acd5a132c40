import { invalidValue } from '../exit/usage-error.js';

const units = { b: 1, kb: 1e3, mb: 1e6, gb: 1e9, kib: 2 ** 10, mib: 2 ** 20, gib: 2 ** 30 };

/** Reads a size as bytes: `size('--log-limit')('64MB')`. */
export function size(flag: string): (text: string) => number {
  return (text) => {
    const match = /^(\d{1,12}(?:\.\d{1,6})?)\s*([a-z]+)?$/i.exec(text.trim());
    const unit = units[(match?.[2] ?? 'b').toLowerCase() as keyof typeof units] as number | undefined;
    const bytes = match === null || unit === undefined ? 0 : Math.floor(Number(match[1]) * unit);
    if (bytes >= 1) return bytes;
    throw invalidValue(`${flag} takes a size such as 64MB or 2GB, not '${text}'`);
  };
}
