import { z } from 'zod';
import { count, instant, jsonObject, milliseconds, runId, runStatus, runTrigger } from './artifact-fields.js';
import { runApproval, runCost } from './run-approval.js';
import { runOverview } from './run-overview.js';

const error = z.object({
  /** `job_failed`, `job_threw`, `timeout`, `worker_lost`, `cancelled` … */
  code: z.string(),
  message: z.string(),
  stack: z.string().nullable(),
});

/** What `infra runs status` returns. */
export const runDetailsSchema = z.object({
  ...runOverview,
  cost: runCost,
  /** Every try, the first one first. */
  attempts: z.array(
    z.object({
      attempt: count,
      status: z.enum(['failed', 'lost', 'returned', 'completed', 'cancelled', 'running']),
      worker_id: z.string().nullable(),
      host: z.string().nullable(),
      pid: z.int().nullable(),
      started_at: instant.nullable(),
      finished_at: instant.nullable(),
      error: error.nullable(),
    }),
  ),
  /** The finished run that it was made from. */
  retry_of: runId.nullable(),
  /** The combined run that it is a phase of. */
  parent: runId.nullable(),
  result: z
    .object({
      success: z.boolean(),
      message: z.string().nullable(),
      items_processed: count,
      items_failed: count,
      duration_ms: z.number().nullable(),
      output: z.unknown(),
    })
    .nullable(),
  error: error.nullable(),
  /** Of a combined run that has begun, in their order; null for any other. */
  phases: z
    .array(
      z.object({
        index: count,
        name: z.string(),
        job_name: z.string(),
        /** In percent. */
        weight: z.number(),
        /** Null while it has not begun. */
        status: runStatus.nullable(),
        /** Null while it has not begun, and where an earlier run has done it. */
        run_id: runId.nullable(),
      }),
    )
    .nullable(),
  trigger: runTrigger,
  /** Who asked for it, when no schedule did. */
  actor: z.string().nullable(),
  queue: z.string(),
  priority: z.int(),
  /** As they were given, secrets masked. */
  parameters: jsonObject,
  /** The submitter's own data. */
  context: jsonObject.nullable(),
  schedule_name: z.string().nullable(),
  scheduled_for: instant.nullable(),
  /** Not claimed before: a delay, the wait for a retry. */
  available_at: instant,
  max_attempts: count,
  cancel_requested_at: instant.nullable(),
  /** Whoever makes the current try or made the last one. */
  worker: z.object({ id: z.string(), host: z.string(), pid: z.int(), kind: z.string() }).nullable(),
  /** The newest run that was made from this one. */
  retried_as: runId.nullable(),
  /** Its entry in the failure log. */
  failure_id: z.string().nullable(),
  /** The completed run of another job that it was submitted after. */
  after_run: runId.nullable(),
  /** What a shell run has beside every other run; null for a run of a job. */
  shell: z
    .object({
      name: z.string().nullable(),
      key: z.string().nullable(),
      command: z.string(),
      /** The program and its arguments; null where a shell reads the command. */
      arguments: z.array(z.string()).nullable(),
      directory: z.string(),
      project: z.string(),
      /** The machine that it belongs to. */
      host: z.string(),
      timeout_ms: milliseconds.nullable(),
      restart_on_crash: z.boolean(),
      /** The runs that have to complete before it. */
      after: z.array(runId),
      exit_code: z.int().nullable(),
      /** The signal that ended it. */
      signal: z.string().nullable(),
      /** Variables that were not stored, because they look like secrets. */
      secrets_left_out: z.array(z.string()),
      supervisor_pid: z.int().nullable(),
      supervisor_alive: z.boolean(),
      log_file: z.string(),
      /** What it has printed; while it is unfinished, what its log has. */
      log_bytes: count,
      log_limit_bytes: count,
    })
    .nullable(),
  /** Null for a run that never needed leave. */
  approval: runApproval.nullable(),
});

export type RunDetails = z.infer<typeof runDetailsSchema>;
