import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

/** Chains that people have saved under a name. */
export const chainTemplates: Migration = { up };

const statements = [
  `create table chain_templates (
     name text primary key,
     chain jsonb not null,
     saved_by text not null,
     created_at timestamptz not null default infra_now(),
     saved_at timestamptz not null default infra_now()
   )`,
];
