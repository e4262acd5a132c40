import { type Role, roles } from '../access/role.js';
import { hashOfSecret, newSecret } from '../access/secret.js';
import { TokenStore } from '../access/token-store.js';
import type { CreatedToken } from '../artifacts/access-tokens.js';
import type { Artifact } from '../artifacts/artifact.js';
import { InfraError } from '../errors/infra-error.js';
import { AuditStore } from '../jobs/audit-store.js';
import type { Host } from './host.js';

export interface CreateTokenInput {
  /** Who comes with it, as the audit will name him: letters, digits and ` . _ @ + -`, 60 characters at most. */
  readonly name: string;
  readonly role: Role;
  /** From 1 minute to 10 years; it never expires by default. */
  readonly expiresInMs?: number | undefined;
}

/** A token cannot be made like that. */
export class InvalidTokenError extends InfraError {
  readonly code = 'invalid_value';
}

const nameShape = /^[\p{L}\p{N}](?:[\p{L}\p{N} ._@+-]{0,58}[\p{L}\p{N}])?$/u;
const minuteMs = 60_000;
const longestMs = 10 * 366 * 24 * 60 * minuteMs;

/**
 * Makes a token for the REST API and for logging in. Its secret is in the answer and nowhere else: the database keeps
 * the hash.
 * @throws {InvalidTokenError}
 */
export async function createToken(host: Host, input: CreateTokenInput): Promise<Artifact<CreatedToken>> {
  const { name, role, expiresInMs = null } = input;
  requireRoleName(role);
  if (!nameShape.test(name)) {
    throw new InvalidTokenError(
      `a token's name has 1 to 60 letters, digits and . _ @ + - or spaces between them, not '${name}'`,
    );
  }
  if (expiresInMs !== null && !(expiresInMs >= minuteMs && expiresInMs <= longestMs)) {
    throw new InvalidTokenError('a token lasts from 1 minute to 10 years');
  }
  const secret = newSecret();
  const { actor } = host;
  const database = await host.database();
  const kept = await database.transaction(async (session) => {
    const token = { name, role, hash: hashOfSecret(secret), actor, expiresInMs };
    const kept = await new TokenStore(session).insert(token);
    if (kept === null) return null;
    const details = { role, expires_at: kept.expiresAt?.toISOString() ?? null };
    await new AuditStore(session).append({
      actor,
      action: 'token_created',
      target: name,
      reason: null,
      details,
    });
    return kept;
  });
  if (kept === null) {
    throw new InvalidTokenError(`there is a token '${name}' already`, {
      hint: `\`infra tokens revoke '${name}'\` ends it`,
    });
  }
  return {
    data: {
      name,
      role,
      secret,
      expires_at: kept.expiresAt?.toISOString() ?? null,
      message: `The token '${name}' (${role}) is shown this once; whoever has it ${meanings[role]}`,
    },
    artifact_type: 'text',
    title: 'Token Created',
  };
}

/** @throws {InvalidTokenError} for a word that is no role. */
export function requireRoleName(role: string): void {
  if (!(roles as readonly string[]).includes(role)) {
    throw new InvalidTokenError(`a role is ${roles.join(', ')}, not '${role}'`);
  }
}

const meanings: Readonly<Record<Role, string>> = {
  viewer: 'sees everything and changes nothing',
  operator: 'runs, cancels, approves and resubmits',
  admin: 'may do everything that the dashboard can',
};
