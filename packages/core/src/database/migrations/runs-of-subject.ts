import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(index).execute(db);
}

/** What a subject's runs are found by, however long the history is; a run without a subject does not touch it. */
export const runsOfSubject: Migration = { up };

const index = `create index job_runs_of_subject on job_runs (subject, id) where subject is not null`;
