import { SessionStore } from '../access/session-store.js';
import { TokenStore } from '../access/token-store.js';
import type { RevokedAccess } from '../artifacts/access-tokens.js';
import type { Artifact } from '../artifacts/artifact.js';
import { didYouMean } from '../config/nearest-name.js';
import { InfraError } from '../errors/infra-error.js';
import { AuditStore } from '../jobs/audit-store.js';
import type { Host } from './host.js';

export interface RevokeTokenInput {
  /** The token's name. */
  readonly name: string;
  readonly reason?: string | undefined;
}

/** There is no token of this name. */
class TokenNotFoundError extends InfraError {
  readonly code = 'token_not_found';

  constructor(name: string, known: readonly string[]) {
    super(`there is no token '${name}'${didYouMean(name, known)}`, {
      hint: '`infra tokens list` shows the tokens',
    });
  }
}

/**
 * Ends a token, and with it every session that was made from it: the next request of either is refused.
 * @throws {TokenNotFoundError}
 */
export async function revokeToken(host: Host, input: RevokeTokenInput): Promise<Artifact<RevokedAccess>> {
  const { name, reason = null } = input;
  const { actor } = host;
  const database = await host.database();
  const revoked = await database.transaction(async (session) => {
    if (!(await new TokenStore(session).remove(name))) return false;
    await new AuditStore(session).append({ actor, action: 'token_revoked', target: name, reason });
    return true;
  });
  if (!revoked) {
    const tokens = await new TokenStore(database).list();
    throw new TokenNotFoundError(
      name,
      tokens.map((token) => token.name),
    );
  }
  const message = `The token '${name}' is revoked; so is every session that was made from it`;
  return { data: { name, message }, artifact_type: 'text', title: 'Token Revoked' };
}

/** Ends every session of the dashboard and every link that has not been used; tokens stay. */
export async function endSessions(
  host: Host,
  { reason = null }: { readonly reason?: string | null | undefined } = {},
): Promise<Artifact<RevokedAccess>> {
  const { actor } = host;
  const database = await host.database();
  const closed = await database.transaction(async (session) => {
    const closed = await new SessionStore(session).closeAll();
    const details = { sessions: closed };
    await new AuditStore(session).append({
      actor,
      action: 'sessions_ended',
      target: 'dashboard',
      reason,
      details,
    });
    return closed;
  });
  const message = `${closed} session(s) ended, with every link that was not used; tokens stay`;
  return { data: { name: null, message }, artifact_type: 'text', title: 'Sessions Ended' };
}
