import { type Kysely, sql } from 'kysely';

/** Sessions that are alive: cleaned up when they have not been seen for a while. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table maintenance_sessions (
      id text primary key check (length(id) between 1 and 200),
      started_at timestamptz not null,
      last_seen_at timestamptz not null,
      ended_at timestamptz,
      check (last_seen_at >= started_at)
    )
  `.execute(db);
  await sql`create index maintenance_sessions_last_seen on maintenance_sessions (last_seen_at)`.execute(db);
}
