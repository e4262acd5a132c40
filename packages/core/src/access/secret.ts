import { createHash, randomBytes } from 'node:crypto';

const written = /^infra_[0-9a-f]{64}$/;

/** A secret that opens the dashboard: `infra_` and 256 random bits in hexadecimal. The prefix is for those who look for leaked secrets. */
export function newSecret(): string {
  return `infra_${randomBytes(32).toString('hex')}`;
}

/** Whether a text can be a secret at all: nothing else is worth a question to the database. */
export function isSecret(text: string): boolean {
  return written.test(text);
}

/**
 * What is stored of a secret: its SHA-256. No salt and no slow function is needed, for nobody guesses 256 random bits;
 * and the database finds a row by its hash, so that no comparison tells by its time how much was right.
 */
export function hashOfSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
