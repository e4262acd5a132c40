import type { Role } from '../access/role.js';
import { hashOfSecret, newSecret } from '../access/secret.js';
import { SessionStore } from '../access/session-store.js';
import type { LoginLink } from '../artifacts/access-tokens.js';
import type { Artifact } from '../artifacts/artifact.js';
import { AuditStore } from '../jobs/audit-store.js';
import { InvalidTokenError, requireRoleName } from './create-token.js';
import type { Host } from './host.js';

export interface CreateLoginLinkInput {
  /** Where the dashboard is, as the browser calls it; `http://127.0.0.1:4141` by default. */
  readonly url?: string | undefined;
  /** What the session may do; `admin` by default, for whoever makes a link has the database. */
  readonly role?: Role | undefined;
}

const defaultUrl = 'http://127.0.0.1:4141';
const lifeMs = 10 * 60_000;

/**
 * Makes a link that opens one session of the dashboard within ten minutes. Its secret stands after the `#`, which browsers send to no
 * server: it gets into no log and no `Referer`.
 * @throws {InvalidTokenError}
 */
export async function createLoginLink(
  host: Host,
  { url = defaultUrl, role = 'admin' }: CreateLoginLinkInput = {},
): Promise<Artifact<LoginLink>> {
  requireRoleName(role);
  const base = readUrl(url);
  const secret = newSecret();
  const { actor } = host;
  const database = await host.database();
  const expiresAt = await database.transaction(async (session) => {
    const link = { hash: hashOfSecret(secret), name: actor, role, lifeMs };
    const expiresAt = await new SessionStore(session).insertLink(link);
    const details = { role };
    await new AuditStore(session).append({
      actor,
      action: 'login_link_created',
      target: 'dashboard',
      reason: null,
      details,
    });
    return expiresAt;
  });
  return {
    data: {
      url: `${base}/login#${secret}`,
      role,
      expires_at: expiresAt.toISOString(),
      message: 'The link opens one session, within ten minutes',
    },
    artifact_type: 'text',
    title: 'Login Link',
  };
}

/** Without a slash at its end. */
function readUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
    throw new InvalidTokenError(`the dashboard is at an address such as ${defaultUrl}, not '${text}'`);
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}
