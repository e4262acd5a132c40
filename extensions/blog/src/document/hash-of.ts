import { createHash } from 'node:crypto';

/** SHA-256, hexadecimal: by it a moved file is known again. */
export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
