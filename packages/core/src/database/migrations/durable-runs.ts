import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

/** Queues, priorities, subjects and keys of runs; limits with rates; the failure log, alerts and notifications. */
export const durableRuns: Migration = { up };

const unfinished = `'pending', 'awaiting_approval', 'approved', 'queued', 'running'`;
const final = `'completed', 'failed', 'cancelled'`;

const statements = [
  // Laid out anew, in the order in which PostgreSQL reads quickest: what has a fixed length and is never null first, then
  // text that every run has, then what few runs have. Every update of a run walks through its columns, and compares those
  // that stand in an index one by one, each found by walking unless all before it are of the first kind.
  `alter table job_runs rename to job_runs_before`,
  `alter table attempts drop constraint attempts_run_id_fkey`,
  `alter table logs drop constraint logs_run_id_fkey`,
  `create table job_runs (
     id bigint not null,
     available_at timestamptz not null default infra_now(),
     created_at timestamptz not null default infra_now(),
     attempt integer not null default 0,
     failed_attempts integer not null default 0,
     lost integer not null default 0,
     max_attempts integer not null default 1,
     priority smallint not null default 0,
     ready boolean not null default true,
     limited boolean not null default false,
     exclusive boolean not null default false,
     in_lane boolean not null default false,
     force_cancel boolean not null default false,
     status text not null,
     queue text not null default 'default',
     job_name text not null,
     trigger text not null,
     parameters jsonb not null default '{}',
     claimed_by bigint,
     worker_id bigint,
     started_at timestamptz,
     finished_at timestamptz,
     actor text,
     result jsonb,
     schedule_name text,
     scheduled_for timestamptz,
     reserved_for bigint,
     error jsonb,
     progress jsonb,
     cancel_requested_at timestamptz,
     cancel_reason text,
     subject text,
     conflict_group text,
     client_id text,
     context jsonb,
     trace_parent text,
     notify jsonb,
     retry_of bigint,
     parent bigint,
     after_run bigint,
     constraint job_runs_state check (
       status in (${unfinished}, ${final})
       and (finished_at is not null) = (status in (${final}))
       and (claimed_by is not null) = (status = 'running')
     )
   )`,
  `insert into job_runs (id, job_name, status, trigger, parameters, schedule_name, scheduled_for, available_at, ready,
     exclusive, limited, reserved_for, attempt, failed_attempts, lost, max_attempts, claimed_by, cancel_requested_at,
     cancel_reason, actor, created_at, started_at, finished_at, progress, result, error)
   select id, job_name, status, trigger, parameters, schedule_name, scheduled_for, available_at, ready,
     exclusive, limited, reserved_for, attempt, failed_attempts, lost, max_attempts, claimed_by, cancel_requested_at,
     cancel_reason, actor, created_at, started_at, finished_at, progress, result, error
   from job_runs_before`,
  // The numbers go on where they were: an id is never given twice, not even that of a run which is gone.
  `alter table job_runs alter column id add generated always as identity (sequence name job_runs_ids)`,
  `select setval('job_runs_ids', last_value, is_called) from job_runs_id_seq`,
  `drop table job_runs_before`,
  `alter sequence job_runs_ids rename to job_runs_id_seq`,
  `alter table job_runs add primary key (id)`,
  `alter table attempts add foreign key (run_id) references job_runs on delete cascade`,
  `alter table logs add foreign key (run_id) references job_runs on delete cascade`,
  // One run an occurrence, whoever ticks.
  `create unique index job_runs_occurrence on job_runs (job_name, schedule_name, scheduled_for)
     where scheduled_for is not null`,
  // overlap 'skip': the second run of a schedule is refused by the database, not by a look before.
  `create unique index job_runs_exclusive on job_runs (job_name, schedule_name)
     where exclusive and status in (${unfinished})`,
  `create index job_runs_claimable on job_runs (queue, priority desc, id)
     where status = 'queued' and ready and not limited and reserved_for is null`,
  `create index job_runs_limited on job_runs (queue, job_name, priority desc, id)
     where status = 'queued' and ready and limited and reserved_for is null`,
  // overlap 'cancel-running': what a newer occurrence overtakes.
  `create index job_runs_overtaken on job_runs (job_name, schedule_name, id)
     where limited and status in ('queued', 'running')`,
  `create index job_runs_delayed on job_runs (available_at) where status = 'queued' and not ready`,
  `create index job_runs_reserved on job_runs (reserved_for) where status = 'queued' and reserved_for is not null`,
  `create index job_runs_running on job_runs (claimed_by) where status = 'running'`,
  // A run comes into its job's history when it ends: before that each of its moves would write the index anew. There is
  // no index on finished_at: every removal of old runs walks by id.
  `create index job_runs_history on job_runs (job_name, id) where finished_at is not null`,
  `create index job_runs_failed on job_runs (id) where status = 'failed'`,
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
