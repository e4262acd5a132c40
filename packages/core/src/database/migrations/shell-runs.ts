import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

/** What a run of `shell_command` has beside every other run: its command, its place, its supervisor, how it exited. */
export const shellRuns: Migration = { up };

const statements = [
  `create table shell_runs (
     run_id bigint primary key references job_runs on delete cascade,
     command text not null,
     arguments jsonb,
     name text,
     key text,
     host text not null,
     project text not null,
     directory text not null,
     environment jsonb not null default '{}',
     secrets text[] not null default '{}',
     timeout_ms double precision check (timeout_ms > 0),
     log_limit bigint not null check (log_limit > 0),
     restart_on_crash boolean not null default false,
     after_runs bigint[] not null default '{}',
     supervisor jsonb,
     exit_code integer,
     exit_signal text,
     exited_at timestamptz,
     log_bytes bigint
   )`,
  `create index shell_runs_name on shell_runs (name, run_id) where name is not null`,
  `create index shell_runs_project on shell_runs (project, run_id)`,
];
