import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

/**
 * The table of runs has a hundred pages from its first day, and keeps them.
 *
 * PostgreSQL judges a table by its pages. To it, reading all of one that has a dozen is cheaper than looking up ten runs,
 * and a worker's prepared statements keep the plans of the day on which it started: the burst that comes next, before the
 * table is analysed, would be read through with every claim and settlement.
 */
export const pagesOfRuns: Migration = { up };

const statements = [
  // What is free is for the next runs; and to give it back, a vacuum would lock out the workers.
  `alter table job_runs set (vacuum_truncate = off)`,
  // Too short to be moved out of the table, long enough that four fill a page.
  `insert into job_runs (id, job_name, status, trigger, finished_at, parameters) overriding system value
   select -i, 'page', 'completed', 'manual', infra_now(), jsonb_build_object('page', repeat(md5(i::text), 55))
   from generate_series(1, 400) i
   where pg_relation_size('job_runs') < 100 * current_setting('block_size')::int`,
  `delete from job_runs where id < 0`,
];
