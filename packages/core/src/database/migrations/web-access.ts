import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

/** Who may enter the dashboard and the REST API: tokens, one-time links and sessions, each by the hash of its secret. */
export const webAccess: Migration = { up };

const role = `text not null check (role in ('viewer', 'operator', 'admin'))`;

const statements = [
  `create table access_tokens (
     id bigint generated always as identity primary key,
     name text not null unique,
     role ${role},
     hash bytea not null unique,
     created_by text not null,
     created_at timestamptz not null default infra_now(),
     expires_at timestamptz,
     last_used_at timestamptz
   )`,

  `create table login_links (
     hash bytea primary key,
     name text not null,
     role ${role},
     created_at timestamptz not null default infra_now(),
     expires_at timestamptz not null
   )`,

  `create table web_sessions (
     hash bytea primary key,
     name text not null,
     role ${role},
     token_id bigint references access_tokens on delete cascade,
     created_at timestamptz not null default infra_now(),
     expires_at timestamptz not null
   )`,
  `create index web_sessions_token on web_sessions (token_id) where token_id is not null`,
];
