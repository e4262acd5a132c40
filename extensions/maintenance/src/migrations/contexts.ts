import { type Kysely, sql } from 'kysely';

/** What requests of a session are grouped by. It names its session and is held by no foreign key: it may outlive it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table maintenance_contexts (
      id text primary key check (length(id) between 1 and 200),
      session_id text not null,
      created_at timestamptz not null,
      last_used_at timestamptz not null,
      check (last_used_at >= created_at)
    )
  `.execute(db);
  await sql`create index maintenance_contexts_last_used on maintenance_contexts (last_used_at)`.execute(db);
}
