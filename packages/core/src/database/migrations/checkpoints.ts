import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

/** The phases of combined runs, and what interrupted runs can be resumed from. */
export const checkpoints: Migration = { up };

const statements = [
  // Null, as for nearly every run: it does not continue from what an earlier one has kept.
  `alter table job_runs add column resume boolean`,

  // What a combined run consists of, with what an enqueue needs to know of each phase. A phase that was done by an earlier
  // run is completed and has no child.
  `create table run_phases (
     run_id bigint not null references job_runs on delete cascade,
     position integer not null,
     name text not null,
     job_name text not null,
     weight double precision not null check (weight > 0),
     weight_before double precision not null,
     parameters jsonb not null default '{}',
     queue text not null,
     limited boolean not null,
     max_attempts integer not null,
     child bigint,
     completed boolean not null default false,
     result jsonb,
     primary key (run_id, position)
   )`,
  // A run is the phase of one run at most.
  `create unique index run_phases_child on run_phases (child) where child is not null`,

  // What a run has kept. owner is the subject, or without one the first run of the line that was made again and again.
  // Of a combined run the phases are its state.
  `create table checkpoints (
     job_name text not null,
     owner text not null,
     run_id bigint not null references job_runs on delete cascade,
     state jsonb,
     created_at timestamptz not null default infra_now(),
     saved_at timestamptz not null default infra_now(),
     primary key (job_name, owner)
   )`,
  `create index checkpoints_run on checkpoints (run_id)`,
];
