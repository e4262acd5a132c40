import type { Identity } from '../access/identity.js';
import { hashOfSecret, isSecret } from '../access/secret.js';
import { SessionStore } from '../access/session-store.js';
import { TokenStore } from '../access/token-store.js';
import type { Host } from './host.js';

/** Whose token this is; null when it is nobody's, was revoked or has expired. */
export async function identifyToken(host: Host, secret: string): Promise<Identity | null> {
  if (!isSecret(secret)) return null;
  return new TokenStore(await host.database()).identify(hashOfSecret(secret));
}

/** Whose session this is; null when it is over or never was. */
export async function identifySession(host: Host, secret: string): Promise<Identity | null> {
  if (!isSecret(secret)) return null;
  return new SessionStore(await host.database()).identify(hashOfSecret(secret));
}
