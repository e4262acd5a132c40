import { type Kysely, sql } from 'kysely';

/** What `behavioral_analysis` found: one row an abnormal session, with the highest score it ever had. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table maintenance_session_flags (
      session_id text primary key,
      score integer not null check (score > 0),
      reasons jsonb not null check (jsonb_typeof(reasons) = 'array'),
      requests integer not null check (requests > 0),
      first_request_at timestamptz not null,
      last_request_at timestamptz not null,
      flagged_at timestamptz not null,
      updated_at timestamptz not null,
      check (last_request_at >= first_request_at),
      check (updated_at >= flagged_at)
    )
  `.execute(db);
  await sql`create index maintenance_session_flags_flagged on maintenance_session_flags (flagged_at)`.execute(
    db,
  );
}
