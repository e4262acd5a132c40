import type { Identity } from '../access/identity.js';
import { hashOfSecret, isSecret, newSecret } from '../access/secret.js';
import { SessionStore } from '../access/session-store.js';
import { TokenStore } from '../access/token-store.js';
import type { Session } from '../database/database.js';
import { AuditStore } from '../jobs/audit-store.js';
import type { Host } from './host.js';

export interface LogInInput {
  /** What somebody came with: the secret of a token or of a link. */
  readonly secret: string;
  /** Where from, for the audit; null where it is not known. */
  readonly address: string | null;
  /** The secret of the session that the browser has had; it is ended, for a session is never taken over. */
  readonly previous: string | null;
}

/** A session that has been opened. */
export interface OpenedSession extends Identity {
  /** What the cookie carries; the database keeps its hash. */
  readonly secret: string;
  readonly expiresAt: Date;
}

const sessionMs = 12 * 60 * 60_000;

/**
 * Opens a session of twelve hours for a token or a link; null for a secret that is neither. Success and failure stand
 * in the audit: who calls this sees to it that nobody can fail as often as he likes.
 */
export async function logIn(host: Host, input: LogInInput): Promise<OpenedSession | null> {
  const { secret, address, previous } = input;
  const database = await host.database();
  return database.transaction(async (session) => {
    const known = isSecret(secret) ? await holderOf(session, secret) : null;
    const audit = new AuditStore(session);
    if (known === null) {
      await audit.append({ ...refused, details: { address } });
      return null;
    }
    const { name, role, tokenId } = known;
    const sessions = new SessionStore(session);
    if (previous !== null && isSecret(previous)) await sessions.close(hashOfSecret(previous));
    const own = newSecret();
    const expiresAt = await sessions.open({
      hash: hashOfSecret(own),
      name,
      role,
      tokenId,
      lifeMs: sessionMs,
    });
    const details = { by: tokenId === null ? 'link' : 'token', role, address };
    await audit.append({ actor: name, action: 'logged_in', target: 'dashboard', reason: null, details });
    return { name, role, expiresAt, secret: own };
  });
}

/** Ends a session; null where there was none. */
export async function logOut(host: Host, secret: string): Promise<Identity | null> {
  if (!isSecret(secret)) return null;
  const database = await host.database();
  return database.transaction(async (session) => {
    const ended = await new SessionStore(session).close(hashOfSecret(secret));
    if (ended !== null) {
      const deed = { actor: ended.name, action: 'logged_out', target: 'dashboard', reason: null };
      await new AuditStore(session).append(deed);
    }
    return ended;
  });
}

/** Writes to the audit that somebody came with a token that is none. */
export async function recordRefusedToken(host: Host, address: string | null): Promise<void> {
  await new AuditStore(await host.database()).append({ ...refused, details: { address } });
}

const refused = { actor: 'unknown', action: 'login_failed', target: 'dashboard', reason: null };

async function holderOf(session: Session, secret: string) {
  const hash = hashOfSecret(secret);
  const link = await new SessionStore(session).takeLink(hash);
  if (link !== null) return { ...link, tokenId: null };
  const token = await new TokenStore(session).identify(hash);
  return token === null ? null : { ...token, tokenId: token.id };
}
