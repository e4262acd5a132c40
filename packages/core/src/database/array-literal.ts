// Whole arrays as PostgreSQL reads them. The driver writes them element by element, each through two regular expressions,
// which costs a statement with hundreds of elements more than all the rest of it.

/** Numbers, for a parameter such as `$1::bigint[]`. */
export function numberArray(numbers: readonly number[]): string {
  return `{${numbers.join(',')}}`;
}

/** JSON texts and nulls, for a parameter such as `$1::jsonb[]`. */
export function jsonArray(texts: readonly (string | null)[]): string {
  // JSON writes no control characters, so all that is escaped are quotes and backslashes: by a backslash, in both.
  return `{${JSON.stringify(texts).slice(1, -1)}}`;
}
