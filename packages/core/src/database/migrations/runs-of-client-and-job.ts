import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(index).execute(db);
}

/**
 * What the runs of one job for one client are found by, however many runs either has: a run comes into it when it ends,
 * and one that is for no client never.
 */
export const runsOfClientAndJob: Migration = { up };

const index = `create index job_runs_of_client_and_job on job_runs (client_id, job_name, id)
  where client_id is not null and finished_at is not null`;
