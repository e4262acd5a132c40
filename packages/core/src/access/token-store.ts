import type { Session, Statement } from '../database/database.js';
import type { Identity } from './identity.js';
import type { Role } from './role.js';

/** A token that is to be kept. */
export interface NewToken {
  readonly name: string;
  readonly role: Role;
  readonly hash: Buffer;
  readonly actor: string;
  /** Null for one that never expires. */
  readonly expiresInMs: number | null;
}

/** A token as it is listed: nothing of its secret. */
export interface KeptToken extends Identity {
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly expired: boolean;
  /** To the minute. */
  readonly lastUsedAt: Date | null;
  /** Sessions made from it that are open. */
  readonly sessions: number;
}

const insert: Statement = {
  name: 'insert_access_token',
  text: `insert into access_tokens (name, role, hash, created_by, expires_at)
    values ($1, $2, $3, $4, infra_now() + $5 * interval '1 ms')
    on conflict (name) do nothing
    returning expires_at as "expiresAt"`,
};

// Written at most once a minute: a token that is used all the time would otherwise be a row that everybody waits for.
const identify: Statement = {
  name: 'identify_access_token',
  text: `with found as materialized (
      select id, name, role, expires_at, last_used_at from access_tokens
      where hash = $1 and (expires_at is null or expires_at > infra_now())
    ),
    used as (
      update access_tokens t set last_used_at = infra_now() from found
      where t.id = found.id
        and (found.last_used_at is null or found.last_used_at <= infra_now() - interval '1 minute')
    )
    select id, name, role, expires_at as "expiresAt" from found`,
};

const list: Statement = {
  name: 'list_access_tokens',
  text: `select t.name, t.role, t.created_by as "createdBy", t.created_at as "createdAt", t.expires_at as "expiresAt",
      coalesce(t.expires_at <= infra_now(), false) as expired, t.last_used_at as "lastUsedAt",
      (select count(*)::int from web_sessions s where s.token_id = t.id and s.expires_at > infra_now()) as sessions
    from access_tokens t order by t.name`,
};

const remove: Statement = {
  name: 'remove_access_token',
  text: `delete from access_tokens where name = $1 returning name`,
};

/** The tokens that programs and people come with; of their secrets only the hashes. */
export class TokenStore {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Keeps a token; null when the name is taken. */
  async insert(token: NewToken): Promise<{ readonly expiresAt: Date | null } | null> {
    const { name, role, hash, actor, expiresInMs } = token;
    const [row] = await this.#session.query<{ expiresAt: Date | null }>(insert, [
      name,
      role,
      hash,
      actor,
      expiresInMs,
    ]);
    return row ?? null;
  }

  /** Whose token this is; null when it is nobody's or has expired. Notes that it was used. */
  async identify(hash: Buffer): Promise<(Identity & { readonly id: number }) | null> {
    const [row] = await this.#session.query<Identity & { id: number }>(identify, [hash]);
    return row ?? null;
  }

  /** All of them, expired ones too, by name. */
  async list(): Promise<KeptToken[]> {
    return this.#session.query<KeptToken>(list);
  }

  /** Ends a token and every session that was made from it; false when there is none of this name. */
  async remove(name: string): Promise<boolean> {
    return (await this.#session.query(remove, [name])).length > 0;
  }
}
