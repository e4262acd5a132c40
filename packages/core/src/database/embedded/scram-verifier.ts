import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';

/**
 * Iterations slow down whoever guesses passwords, and every connection with them. RFC 7677 asks for 4096 against
 * passwords that people think up; this one is random and as long as a key, so there is nothing to guess.
 */
const iterations = 1;

/**
 * What PostgreSQL stores of a password (RFC 5803: `SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>`). Made here, so that the
 * password itself is never shown to the account that the server runs as.
 */
export function scramVerifier(password: string): string {
  const salt = randomBytes(16);
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256');
  const keyed = (label: string) => createHmac('sha256', salted).update(label).digest();
  const storedKey = createHash('sha256').update(keyed('Client Key')).digest('base64');
  const serverKey = keyed('Server Key').toString('base64');
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${serverKey}`;
}
