import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

/** Runs that are priced and need leave before they are queued: estimates, approvals, costs, policies and budgets. */
export const approvals: Migration = { up };

// All of it stands beside the runs: one that needs no leave has no row here and no column more.
const statements = [
  `alter table job_schedules add column gated boolean not null default false`,
  `alter table job_followers add column gated boolean not null default false`,

  // Whoever looks for what is to be estimated must not read all that waits for leave.
  `drop index job_runs_waiting`,
  `create index job_runs_waiting on job_runs (status, id)
     where status in ('pending', 'awaiting_approval', 'approved')`,

  `create table run_approvals (
     run_id bigint primary key references job_runs on delete cascade,
     job_name text not null,
     client_id text,
     requested_by text,
     estimator bigint,
     claim integer not null default 0,
     claimed_at timestamptz,
     estimated_at timestamptz,
     estimate jsonb,
     amount numeric check (amount >= 0),
     held_because text,
     expires_at timestamptz,
     approved_at timestamptz,
     approved_by text,
     approved_how text check (approved_how in ('code', 'policy', 'submitter', 'person')),
     reason text,
     check ((approved_at is null) = (approved_how is null) and (approved_at is null) = (approved_by is null))
   )`,
  `create index run_approvals_expiry on run_approvals (expires_at) where expires_at is not null`,
  `create index run_approvals_job on run_approvals (job_name, approved_at) where approved_at is not null`,
  `create index run_approvals_client on run_approvals (client_id, approved_at)
     where client_id is not null and approved_at is not null`,

  `create table run_costs (
     run_id bigint not null references job_runs on delete cascade,
     attempt integer not null,
     component text not null,
     quantity numeric not null check (quantity >= 0),
     amount numeric not null check (amount >= 0),
     currency text not null,
     primary key (run_id, attempt, component)
   )`,

  // '' stands for every job, or every client.
  `create table approval_policies (
     job_name text not null default '',
     client_id text not null default '',
     rule text not null check (rule in ('always', 'never', 'up_to')),
     amount numeric check (amount >= 0),
     actor text not null,
     reason text,
     set_at timestamptz not null default infra_now(),
     primary key (job_name, client_id),
     check ((amount is null) = (rule <> 'up_to'))
   )`,

  // Moves with every approval that counts against the budget: whoever has counted what is taken sees that it holds.
  `create table budgets (
     kind text not null check (kind in ('job', 'client')),
     name text not null,
     revision bigint not null default 0,
     primary key (kind, name)
   )`,
];
