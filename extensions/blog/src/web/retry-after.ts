/**
 * How long a server asks to be left alone, in milliseconds; null when it does not say, or not in a way that can be read.
 * @param header the value of `Retry-After`: seconds, or an HTTP date (RFC 9110, 10.2.3).
 * @param now milliseconds since 1970.
 */
export function readRetryAfter(header: string | null, now: number): number | null {
  const text = header?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  // Anything that Date.parse takes begins with a day or a digit; an HTTP date begins with a day.
  const date = /^[A-Za-z]{3}/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}
