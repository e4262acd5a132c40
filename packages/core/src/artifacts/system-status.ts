import { z } from 'zod';
import {
  count,
  instant,
  jsonObject,
  milliseconds,
  runId,
  runProgress,
  runStatus,
} from './artifact-fields.js';

/** What `infra status` returns: everything that goes on, as it was at one moment. */
export const systemStatusSchema = z.object({
  at: instant,
  /** False without a configuration: then only `shell_runs` says anything. */
  configured: z.boolean(),
  /** The unfinished shell runs of this user, of every project; null where nobody asked for them. */
  shell_runs: z
    .object({
      queued: count,
      running: count,
      /** The longest ones first; a hundred at most. */
      active: z.array(
        z.object({
          id: runId,
          name: z.string().nullable(),
          command: z.string(),
          project: z.string(),
          started_at: instant,
          running_ms: milliseconds,
        }),
      ),
    })
    .nullable(),
  scheduler: z.object({
    /** Whether a process that ticks reports. */
    alive: z.boolean(),
    /** Whether no occurrence is late by more than ten seconds. */
    on_time: z.boolean(),
    /** Live processes that tick. */
    processes: count,
    last_heartbeat_at: instant.nullable(),
    /** Schedules whose occurrence is late. */
    overdue: count,
    latest: z.object({ job_name: z.string(), schedule_name: z.string(), late_ms: milliseconds }).nullable(),
  }),
  /** Processes that execute runs and have not left, those of commands among them. */
  workers: z.array(
    z.object({
      id: z.string(),
      kind: z.string(),
      host: z.string(),
      pid: z.int(),
      version: z.string(),
      concurrency: count,
      running: count,
      /** What it serves; null for all. */
      queues: z.array(z.string()).nullable(),
      started_at: instant,
      last_heartbeat_at: instant,
      /** Whether it has reported within its lease. */
      alive: z.boolean(),
      /** Whether it takes no more runs. */
      stopping: z.boolean(),
    }),
  ),
  /** Runs that a worker executes, the longest ones first; a hundred at most, `counts` tells of all. */
  active: z.array(
    z.object({
      id: runId,
      job_name: z.string(),
      /** Of the job; null when this host does not have it. */
      description: z.string().nullable(),
      attempt: count,
      queue: z.string(),
      subject: z.string().nullable(),
      worker_id: z.string().nullable(),
      host: z.string().nullable(),
      pid: z.int().nullable(),
      started_at: instant,
      running_ms: milliseconds,
      progress: runProgress,
    }),
  ),
  /** Runs that have not begun or wait for their next try, in the order they will be taken; a hundred at most. */
  waiting: z.array(
    z.object({
      id: runId,
      job_name: z.string(),
      status: runStatus,
      attempt: count,
      queue: z.string(),
      priority: z.int(),
      subject: z.string().nullable(),
      available_at: instant,
      /** Secrets masked; null where they are too large for a list. */
      parameters: jsonObject.nullable(),
    }),
  ),
  /** All unfinished runs, by their status. */
  counts: z.object({
    pending: count,
    awaiting_approval: count,
    approved: count,
    queued: count,
    running: count,
  }),
  /** Queued runs by their queue: claimable now, or not before a later time. */
  queued: z.array(z.object({ queue: z.string(), ready: count, delayed: count })),
  /** Queued runs that no live worker can take, by job and queue. */
  unrunnable: z.array(z.object({ job_name: z.string(), queue: z.string(), runs: count })),
  /** The coming occurrences of all schedules, soonest first, with the parameters of their runs, secrets masked. */
  next: z.array(
    z.object({
      job_name: z.string(),
      schedule_name: z.string(),
      at: instant,
      parameters: jsonObject,
    }),
  ),
  pauses: z.array(
    z.object({
      /** Null: everything. */
      queue: z.string().nullable(),
      reason: z.string().nullable(),
      actor: z.string(),
      since: instant,
    }),
  ),
  failures: z.object({ unresolved: count, open_alerts: count }),
});

export type SystemStatus = z.infer<typeof systemStatusSchema>;
