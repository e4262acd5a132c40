import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

// Written out, not imported: a migration that has run somewhere never changes, whatever the code says later.
const unfinished = `'pending', 'awaiting_approval', 'approved', 'queued', 'running'`;
const final = `'completed', 'failed', 'cancelled'`;

/** The tables of scheduling and of durable runs. */
export const foundation: Migration = { up };

const statements = [
  // Production time; a test's database replaces the function by one with an offset.
  `create function infra_now() returns timestamptz language sql stable parallel safe
     as 'select statement_timestamp()'`,

  `create table infra_schema (
     package text primary key,
     version integer not null check (version > 0),
     works_with integer not null check (works_with <= version)
   )`,

  `create table scheduled_jobs (
     id text primary key default gen_random_uuid()::text,
     job_name text not null unique,
     schedule text not null,
     enabled boolean not null default true,
     last_run timestamptz,
     next_run timestamptz,
     last_status text,
     last_error text,
     run_count integer not null default 0,
     created_at timestamptz not null default current_timestamp,
     updated_at timestamptz not null default current_timestamp,
     extension text not null,
     description text not null default '',
     time_zone text not null default 'UTC',
     last_success timestamptz,
     enabled_by text not null default 'code' check (enabled_by in ('code', 'operator')),
     enabled_by_code boolean not null default true,
     reason text,
     actor text,
     until timestamptz,
     orphaned_at timestamptz,
     seen_at timestamptz not null default infra_now()
   )`,
  `create index scheduled_jobs_until on scheduled_jobs (until) where until is not null`,

  `create table job_schedules (
     job_name text not null references scheduled_jobs (job_name) on update cascade on delete cascade,
     name text not null,
     schedule text not null,
     time_zone text not null,
     parameters jsonb not null default '{}',
     overlap text not null check (overlap in ('skip', 'queue', 'allow', 'cancel-running')),
     misfire jsonb not null,
     clock_change jsonb not null,
     jitter_ms integer not null default 0 check (jitter_ms >= 0),
     max_attempts integer not null default 1 check (max_attempts > 0),
     wanted boolean not null default true,
     enabled boolean not null,
     next_run timestamptz,
     revision integer not null default 1,
     span bigint,
     first_synced_at timestamptz not null default infra_now(),
     primary key (job_name, name),
     check (enabled or next_run is null)
   )`,
  // The tick asks for nothing but this: what is due, however many schedules exist.
  `create index job_schedules_due on job_schedules (next_run) where enabled and next_run is not null`,

  `create table job_runs (
     id bigint generated always as identity primary key,
     job_name text not null,
     status text not null,
     trigger text not null,
     parameters jsonb not null default '{}',
     schedule_name text,
     scheduled_for timestamptz,
     available_at timestamptz not null default infra_now(),
     ready boolean not null default true,
     exclusive boolean not null default false,
     limited boolean not null default false,
     reserved_for bigint,
     attempt integer not null default 0,
     failed_attempts integer not null default 0,
     lost integer not null default 0,
     max_attempts integer not null default 1,
     claimed_by bigint,
     cancel_requested_at timestamptz,
     cancel_reason text,
     actor text,
     created_at timestamptz not null default infra_now(),
     started_at timestamptz,
     finished_at timestamptz,
     progress jsonb,
     result jsonb,
     error jsonb,
     constraint job_runs_state check (
       status in (${unfinished}, ${final})
       and (finished_at is not null) = (status in (${final}))
       and (claimed_by is not null) = (status = 'running')
     )
   )`,
  // One run an occurrence, whoever ticks.
  `create unique index job_runs_occurrence on job_runs (job_name, schedule_name, scheduled_for)
     where scheduled_for is not null`,
  // overlap 'skip': the second run of a schedule is refused by the database, not by a look before.
  `create unique index job_runs_exclusive on job_runs (job_name, schedule_name)
     where exclusive and status in (${unfinished})`,
  `create index job_runs_claimable on job_runs (id)
     where status = 'queued' and ready and not limited and reserved_for is null`,
  `create index job_runs_limited on job_runs (job_name, id)
     where status = 'queued' and ready and limited and reserved_for is null`,
  // overlap 'cancel-running': what a newer occurrence overtakes.
  `create index job_runs_overtaken on job_runs (job_name, schedule_name, id)
     where limited and status in ('queued', 'running')`,
  `create index job_runs_delayed on job_runs (available_at) where status = 'queued' and not ready`,
  `create index job_runs_reserved on job_runs (reserved_for) where status = 'queued' and reserved_for is not null`,
  `create index job_runs_running on job_runs (claimed_by) where status = 'running'`,
  `create index job_runs_history on job_runs (job_name, id)`,
  `create index job_runs_failed on job_runs (id) where status = 'failed'`,
  `create index job_runs_finished on job_runs (finished_at) where finished_at is not null`,

  `create table attempts (
     run_id bigint not null references job_runs on delete cascade,
     attempt integer not null,
     outcome text not null check (outcome in ('failed', 'lost', 'returned')),
     worker_id bigint,
     host text,
     started_at timestamptz,
     finished_at timestamptz not null,
     error jsonb,
     primary key (run_id, attempt)
   )`,

  `create table job_limits (
     job_name text primary key,
     max_running integer not null check (max_running > 0),
     running integer not null default 0 check (running >= 0)
   )`,

  `create table skipped_occurrences (
     id bigint generated always as identity primary key,
     job_name text not null,
     schedule_name text not null,
     first timestamptz not null,
     last timestamptz,
     count bigint not null,
     reason text not null check (reason in ('overlap', 'disabled', 'misfire', 'no_worker')),
     created_at timestamptz not null default infra_now(),
     check (last >= first),
     check (last is not null or reason in ('disabled', 'no_worker'))
   )`,
  `create unique index skipped_occurrences_first on skipped_occurrences (job_name, schedule_name, first)`,
  `create unique index skipped_occurrences_open on skipped_occurrences (job_name, schedule_name) where last is null`,

  `create table workers (
     id bigint generated always as identity primary key,
     kind text not null,
     host text not null,
     pid integer not null,
     version text not null,
     concurrency integer not null,
     job_names text[] not null,
     started_at timestamptz not null default infra_now(),
     heartbeat_at timestamptz not null default infra_now(),
     steady_since timestamptz not null default infra_now(),
     stopping_at timestamptz,
     gone_at timestamptz
   )`,
  `create index workers_present on workers (heartbeat_at) where gone_at is null`,

  `create table logs (
     id bigint generated always as identity primary key,
     run_id bigint not null references job_runs on delete cascade,
     attempt integer not null,
     at timestamptz not null,
     level text not null check (level in ('debug', 'info', 'warn', 'error')),
     message text not null,
     fields jsonb
   )`,
  `create index logs_of_run on logs (run_id, id)`,
  `create index logs_at on logs using brin (at)`,

  `create table audit_events (
     id bigint generated always as identity primary key,
     at timestamptz not null default infra_now(),
     actor text not null,
     action text not null,
     target text not null,
     reason text,
     details jsonb not null default '{}'
   )`,
  `create index audit_events_at on audit_events (at)`,
];
