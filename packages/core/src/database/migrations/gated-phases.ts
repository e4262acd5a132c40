import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

/** Phases of jobs that need leave ask for it. */
export const gatedPhases: Migration = { up };

// For some days 0004 had the column itself, without a default: a program that does not know it has to be able to insert.
const statements = [
  `alter table run_phases add column if not exists gated boolean not null default false`,
  `alter table run_phases alter column gated set default false`,
];
