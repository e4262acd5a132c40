import type { Session, Statement } from '../database/database.js';
import type { Identity } from './identity.js';
import type { Role } from './role.js';

/** A link that opens one session. */
export interface NewLink {
  readonly hash: Buffer;
  /** Who the session will be. */
  readonly name: string;
  readonly role: Role;
  readonly lifeMs: number;
}

/** A session that is to be opened. */
export interface NewSession {
  readonly hash: Buffer;
  readonly name: string;
  readonly role: Role;
  /** The token that it is made from; null for one from a link. It ends with the token. */
  readonly tokenId: number | null;
  readonly lifeMs: number;
}

// Whoever makes a link or a session takes away what has expired: there are never more than one day's.
const insertLink: Statement = {
  name: 'insert_login_link',
  text: `with old as (delete from login_links where expires_at <= infra_now())
    insert into login_links (hash, name, role, expires_at)
    values ($1, $2, $3, infra_now() + $4 * interval '1 ms')
    returning expires_at as "expiresAt"`,
};

// Used up in the statement that finds it: of two that come with the same link one gets in.
const takeLink: Statement = {
  name: 'take_login_link',
  text: `delete from login_links where hash = $1 and expires_at > infra_now()
    returning name, role, expires_at as "expiresAt"`,
};

const open: Statement = {
  name: 'open_web_session',
  text: `with old as (delete from web_sessions where expires_at <= infra_now())
    insert into web_sessions (hash, name, role, token_id, expires_at)
    select $1::bytea, $2, $3, $4::bigint, least(infra_now() + $5 * interval '1 ms',
      (select t.expires_at from access_tokens t where t.id = $4::bigint))
    returning expires_at as "expiresAt"`,
};

const identify: Statement = {
  name: 'identify_web_session',
  text: `select name, role, expires_at as "expiresAt" from web_sessions where hash = $1 and expires_at > infra_now()`,
};

const close: Statement = {
  name: 'close_web_session',
  text: `delete from web_sessions where hash = $1 returning name, role, expires_at as "expiresAt"`,
};

const closeAll: Statement = {
  name: 'close_web_sessions',
  text: `with links as (delete from login_links),
    closed as (delete from web_sessions returning expires_at)
    select count(*) filter (where expires_at > infra_now())::int as closed from closed`,
};

/** Who is logged in to the dashboard, and the links that let somebody in once; of their secrets only the hashes. */
export class SessionStore {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  async insertLink({ hash, name, role, lifeMs }: NewLink): Promise<Date> {
    const [row] = await this.#session.query<{ expiresAt: Date }>(insertLink, [hash, name, role, lifeMs]);
    if (row === undefined) throw new Error('the database returned no link');
    return row.expiresAt;
  }

  /** Uses a link up; null when it has been used, has expired or never was. */
  async takeLink(hash: Buffer): Promise<Identity | null> {
    const [row] = await this.#session.query<Identity>(takeLink, [hash]);
    return row ?? null;
  }

  /** Opens a session; it ends when its token expires, if that is earlier. */
  async open({ hash, name, role, tokenId, lifeMs }: NewSession): Promise<Date> {
    const [row] = await this.#session.query<{ expiresAt: Date }>(open, [hash, name, role, tokenId, lifeMs]);
    if (row === undefined) throw new Error('the database returned no session');
    return row.expiresAt;
  }

  /** Whose session this is; null when it is over or never was. */
  async identify(hash: Buffer): Promise<Identity | null> {
    const [row] = await this.#session.query<Identity>(identify, [hash]);
    return row ?? null;
  }

  /** Ends a session; null when there was none. */
  async close(hash: Buffer): Promise<Identity | null> {
    const [row] = await this.#session.query<Identity>(close, [hash]);
    return row ?? null;
  }

  /** Ends every session and every link; returns how many sessions were open. */
  async closeAll(): Promise<number> {
    const [row] = await this.#session.query<{ closed: number }>(closeAll);
    return row?.closed ?? 0;
  }
}
