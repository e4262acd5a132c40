import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

async function up(db: Kysely<unknown>): Promise<void> {
  // Loaded here, because the extension's entry, which the command line reads, imports this file.
  const { sql } = await import('kysely');
  for (const statement of statements) await sql.raw(statement).execute(db);
}

/** How far imports are, and what they could not import; their lists are files. */
export const imports: Migration = { up };

const statements = [
  `create table blog_imports (
     run_id bigint primary key,
     last_run_id bigint not null,
     list text not null check (list <> ''),
     list_hash text not null check (list_hash ~ '^[0-9a-f]{64}$'),
     total integer not null check (total > 0),
     position integer not null default 0 check (position between 0 and total),
     added integer not null default 0,
     changed integer not null default 0,
     unchanged integer not null default 0,
     failed integer not null default 0,
     created_at timestamptz not null default infra_now(),
     updated_at timestamptz not null default infra_now()
   )`,
  `create index blog_imports_last_run on blog_imports (last_run_id)`,

  `create table blog_import_failures (
     key text primary key check (key ~ '^[0-9a-f]{64}$'),
     item text not null check (item <> ''),
     reason text not null,
     run_id bigint not null,
     times integer not null default 1 check (times > 0),
     first_failed_at timestamptz not null default infra_now(),
     failed_at timestamptz not null default infra_now()
   )`,
  `create index blog_import_failures_run on blog_import_failures (run_id)`,
];
