/**
 * JSON that PostgreSQL stores: it takes neither NUL nor half of a surrogate pair, and text from the outside world may
 * hold either; both become U+FFFD.
 * @throws {TypeError} for what JSON cannot say: a bigint, a circle.
 */
export function storableJson(value: unknown): string {
  // Escapes are read whole, so that a backslash that is itself escaped begins none. JSON.stringify writes a surrogate
  // as an escape only when it stands alone.
  const json = JSON.stringify(value) ?? 'null';
  // Most has no escape at all.
  if (!json.includes('\\')) return json;
  return json.replace(/\\(u0000|ud[89a-f][0-9a-f]{2}|.)/g, (escape, what: string) =>
    what.length > 1 ? '\\ufffd' : escape,
  );
}
