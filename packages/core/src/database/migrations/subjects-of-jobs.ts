import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

/** What runs work on that nobody submits by hand: of a schedule, and of a job that comes after another. */
export const subjectsOfJobs: Migration = { up };

const statements = [
  `alter table job_schedules
     add column subject text,
     add column conflict_group text,
     add check ((subject is null) = (conflict_group is null))`,
  `alter table job_followers
     add column subject text,
     add column conflict_group text,
     add check ((subject is null) = (conflict_group is null))`,
  `alter table skipped_occurrences drop constraint skipped_occurrences_reason_check`,
  `alter table skipped_occurrences add constraint skipped_occurrences_reason_check
     check (reason in ('overlap', 'disabled', 'misfire', 'no_worker', 'subject_busy'))`,
];
