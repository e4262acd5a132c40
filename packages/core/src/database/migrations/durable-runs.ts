import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

/** Queues, priorities, subjects and keys of runs; limits with rates; the failure log, alerts and notifications. */
export const durableRuns: Migration = { up };

const unfinished = `'pending', 'awaiting_approval', 'approved', 'queued', 'running'`;

const statements = [
  `alter table job_runs
     add column queue text not null default 'default',
     add column priority smallint not null default 0,
     add column subject text,
     add column conflict_group text,
     add column client_id text,
     add column context jsonb,
     add column trace_parent text,
     add column notify jsonb,
     add column retry_of bigint,
     add column parent bigint,
     add column after_run bigint,
     add column worker_id bigint,
     add column in_lane boolean not null default false,
     add column force_cancel boolean not null default false`,
  `drop index job_runs_claimable`,
  `drop index job_runs_limited`,
  // Every removal of old runs walks by id: an index on finished_at would cost each run a write.
  `drop index job_runs_finished`,
  // A run comes into its job's history when it ends: before that each of its moves would write the index anew.
  `drop index job_runs_history`,
  `create index job_runs_history on job_runs (job_name, id) where finished_at is not null`,
  `create index job_runs_claimable on job_runs (queue, priority desc, id)
     where status = 'queued' and ready and not limited and reserved_for is null`,
  `create index job_runs_limited on job_runs (queue, job_name, priority desc, id)
     where status = 'queued' and ready and limited and reserved_for is null`,
  // One unfinished root run a subject, whatever the job.
  `create unique index job_runs_subject on job_runs (conflict_group, subject)
     where subject is not null and parent is null and status in (${unfinished})`,
  `create index job_runs_waiting on job_runs (id) where status in ('pending', 'awaiting_approval', 'approved')`,
  `create index job_runs_cancelled on job_runs (id) where status = 'cancelled'`,
  `create index job_runs_client on job_runs (client_id, id) where client_id is not null`,
  `create index job_runs_retries on job_runs (retry_of) where retry_of is not null`,

  `alter table job_schedules
     add column queue text not null default 'default',
     add column priority smallint not null default 0,
     add column limited boolean not null default false`,

  `alter table scheduled_jobs
     add column consecutive_failures integer not null default 0,
     add column alert_after integer default 3 check (alert_after > 0),
     add column pause_on_alert boolean not null default false,
     add column pinged boolean not null default false`,

  `alter table job_limits
     alter column max_running drop not null,
     add column rate double precision check (rate > 0),
     add column burst double precision check (burst >= 1),
     add column tokens double precision,
     add column refilled_at timestamptz,
     add check ((rate is null) = (burst is null) and (rate is null) = (tokens is null)
       and (rate is null) = (refilled_at is null))`,

  `create table queues (
     name text primary key,
     width integer check (width > 0),
     running integer not null default 0 check (running >= 0),
     created_at timestamptz not null default infra_now()
   )`,
  `insert into queues (name) values ('default')`,

  // What is paused: a queue by its name, or everything by '*'.
  `create table pauses (
     scope text primary key,
     reason text,
     actor text not null,
     paused_at timestamptz not null default infra_now()
   )`,

  `create table idempotency_keys (
     job_name text not null,
     key text not null,
     run_id bigint not null references job_runs on delete cascade,
     expires_at timestamptz not null,
     primary key (job_name, key)
   )`,
  `create index idempotency_keys_run on idempotency_keys (run_id)`,
  `create index idempotency_keys_expiry on idempotency_keys (expires_at)`,

  // What is submitted when a run of another job has completed, with what an enqueue needs to know of the job.
  `create table job_followers (
     after_job text not null,
     job_name text not null,
     parameters jsonb not null default '{}',
     queue text not null,
     priority smallint not null,
     limited boolean not null,
     max_attempts integer not null,
     primary key (after_job, job_name)
   )`,

  `create table failures (
     id bigint generated always as identity primary key,
     run_id bigint not null unique references job_runs on delete cascade,
     job_name text not null,
     fingerprint text not null,
     code text not null,
     message text not null,
     failed_at timestamptz not null default infra_now(),
     resolved_at timestamptz,
     resolution text check (resolution in ('resubmitted', 'deleted')),
     resolved_by text,
     resubmitted_as bigint,
     check ((resolved_at is null) = (resolution is null) and (resolved_at is null) = (resolved_by is null)
       and (resubmitted_as is not null) = (resolution is not distinct from 'resubmitted'))
   )`,
  `create index failures_unresolved on failures (id) where resolved_at is null`,
  `create index failures_job on failures (job_name, id)`,
  `create index failures_resolved on failures (resolved_at) where resolved_at is not null`,
  `create index failures_resubmission on failures (resubmitted_as) where resubmitted_as is not null`,

  // job_name '' where an alert is about the whole system.
  `create table alerts (
     id bigint generated always as identity primary key,
     kind text not null check (kind in ('repeated_failures', 'unresolved_failures')),
     job_name text not null default '',
     details jsonb not null default '{}',
     raised_at timestamptz not null default infra_now(),
     cleared_at timestamptz
   )`,
  `create unique index alerts_open on alerts (kind, job_name) where cleared_at is null`,

  // What is to be told to the outside: written with what it tells of, delivered by whoever lives.
  `create table notifications (
     id bigint generated always as identity primary key,
     kind text not null check (kind in ('run_ended', 'alert', 'ping')),
     job_name text not null,
     run_id bigint,
     alert_id bigint references alerts on delete cascade,
     target jsonb,
     created_at timestamptz not null default infra_now(),
     available_at timestamptz not null default infra_now(),
     attempts integer not null default 0,
     delivered_at timestamptz,
     abandoned_at timestamptz,
     error text,
     check (delivered_at is null or abandoned_at is null)
   )`,
  `create index notifications_due on notifications (available_at) where delivered_at is null and abandoned_at is null`,
  `create unique index notifications_ping on notifications (job_name)
     where kind = 'ping' and delivered_at is null and abandoned_at is null`,

  // How far a removal has looked, where it does not begin at the oldest each time.
  `create table retention_marks (
     name text primary key,
     position bigint not null
   )`,

  `alter table workers add column queues text[]`,
];
