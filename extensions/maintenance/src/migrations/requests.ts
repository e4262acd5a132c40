import { type Kysely, sql } from 'kysely';

/** The log of requests, kept for its own time: it names sessions and contexts that may be gone. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table maintenance_requests (
      id bigint generated always as identity primary key,
      session_id text not null check (length(session_id) between 1 and 200),
      context_id text,
      path text not null,
      status smallint not null check (status between 100 and 999),
      duration_ms double precision not null check (duration_ms >= 0),
      at timestamptz not null
    )
  `.execute(db);
  await sql`create index maintenance_requests_session on maintenance_requests (session_id, at)`.execute(db);
  await sql`create index maintenance_requests_at on maintenance_requests (at)`.execute(db);
  await sql`
    create index maintenance_requests_context on maintenance_requests (context_id) where context_id is not null
  `.execute(db);
}
