import { createHash } from 'node:crypto';

/** The SHA-256 of texts, as hexadecimal digits; no two lists of texts have the same. */
export function hashOf(...texts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(texts)).digest('hex');
}
