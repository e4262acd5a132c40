import { type KeptToken, TokenStore } from '../access/token-store.js';
import type { TokenList } from '../artifacts/access-tokens.js';
import type { Artifact } from '../artifacts/artifact.js';
import type { Host } from './host.js';

/** The tokens there are, expired ones too, by name; never their secrets, which nobody has. */
export async function listTokens(host: Host): Promise<Artifact<TokenList>> {
  const tokens = (await new TokenStore(await host.database()).list()).map(rowOf);
  return { data: { tokens, total: tokens.length }, artifact_type: 'table', title: 'Tokens' };
}

function rowOf(token: KeptToken): TokenList['tokens'][number] {
  return {
    name: token.name,
    role: token.role,
    created_by: token.createdBy,
    created_at: token.createdAt.toISOString(),
    expires_at: token.expiresAt?.toISOString() ?? null,
    expired: token.expired,
    last_used_at: token.lastUsedAt?.toISOString() ?? null,
    sessions: token.sessions,
  };
}
