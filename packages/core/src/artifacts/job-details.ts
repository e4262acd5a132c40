import { z } from 'zod';
import { count, instant, jsonObject, milliseconds, printedRunStatus } from './artifact-fields.js';

const scheduleSchema = z.object({
  /** `default` for the schedule that stands on the job itself. */
  name: z.string(),
  schedule: z.string(),
  schedule_human: z.string(),
  time_zone: z.string(),
  enabled: z.boolean(),
  /** What the configuration gives the runs of this schedule. */
  parameters: jsonObject,
  next_run: instant.nullable(),
});

const retrySchema = z.object({
  max_attempts: z.int().min(1),
  first_ms: milliseconds,
  factor: z.number(),
  cap_ms: milliseconds,
  /** Share of the wait that is random, from 0 to 1. */
  jitter: z.number(),
});

/** What `infra jobs show` returns. */
export const jobDetailsSchema = z.object({
  name: z.string(),
  description: z.string(),
  /** Six fields; '' for a job that runs only by hand. */
  schedule: z.string(),
  schedule_human: z.string(),
  enabled: z.boolean(),
  /** When the newest run started, whatever became of it. */
  last_run: instant.nullable(),
  /** Never null for an enabled job whose schedule has a time left. */
  next_run: instant.nullable(),
  /** Null before the first run. */
  last_status: printedRunStatus.nullable(),
  last_error: z.string().nullable(),
  /** Finished runs, those started by hand included. */
  run_count: count,

  extension: z.string(),
  tags: z.array(z.string()),
  time_zone: z.string(),
  /** The coming five, of all schedules together. */
  next_runs: z.array(instant),
  schedules: z.array(scheduleSchema),
  /** Whose word `enabled` is. */
  enabled_by: z.enum(['code', 'operator']),
  /** Why the operator said so. */
  reason: z.string().nullable(),
  /** Who the operator was. */
  actor: z.string().nullable(),
  /** When the operator's word runs out; null when it does not. */
  enabled_until: instant.nullable(),
  last_success: instant.nullable(),
  /** Of the last 200 runs that succeeded; null when there is none. */
  duration_p50_ms: milliseconds.nullable(),
  duration_p95_ms: milliseconds.nullable(),
  /** JSON Schema of the parameters; null for a job that takes none. */
  parameters: jsonObject.nullable(),
  /** What the configuration sets for every run; secrets are masked. */
  configured_parameters: jsonObject,
  timeout_ms: milliseconds.nullable(),
  retry: retrySchema,
  overlap: z.enum(['skip', 'queue', 'allow', 'cancel-running']),
  misfire: z.union([z.enum(['run-once', 'skip']), z.object({ run_all: z.int().min(1) })]),
  /** Null where the schedule decides. */
  clock_change: z.object({
    missing: z.enum(['next', 'skip']).nullable(),
    repeated: z.enum(['first', 'both']).nullable(),
  }),
  jitter_ms: milliseconds,
  queue: z.string(),
  /** Within its queue: more goes first. */
  priority: z.int(),
  /** Runs at once on all workers together; null for no limit. */
  concurrency: z.int().min(1).nullable(),
  /** Starts a second on average, and at once after a quiet time; null for no limit. */
  rate: z.object({ per_second: z.number(), burst: z.int().min(1) }).nullable(),
  /** Jobs whose completed runs each submit a run of this one. */
  after: z.array(z.string()),
  isolation: z.enum(['none', 'process']),
  /** What code and configuration say; `infra config auto-approve` shows the operator's rules beside it. */
  approval: z.union([z.enum(['auto', 'required']), z.object({ above: z.number(), currency: z.string() })]),
  /** The parameter that says what a run works on; null where none does. */
  subject: z.string().nullable(),
  /** Jobs of one group never have two unfinished runs for the same subject. */
  conflict_group: z.string(),
  formerly: z.array(z.string()),
  /** Of a combined job, in their order, with their shares in percent; null for any other. */
  phases: z.array(z.object({ name: z.string(), job_name: z.string(), weight: z.number() })).nullable(),
  /** Whether its runs keep a checkpoint. */
  resumable: z.boolean(),
  /** The file that declares the job. */
  module: z.string(),
});

export type JobDetails = z.infer<typeof jobDetailsSchema>;
