import { z } from 'zod';
import {
  count,
  instant,
  milliseconds,
  runId,
  runProgress,
  runTrigger,
  runStatus,
} from './artifact-fields.js';

/** What `infra runs list` returns: newest first. */
export const runListSchema = z.object({
  runs: z.array(
    z.object({
      id: runId,
      job_name: z.string(),
      status: runStatus,
      subject: z.string().nullable(),
      client_id: z.string().nullable(),
      created_at: instant,
      /** Start of its first attempt. */
      started_at: instant.nullable(),
      finished_at: instant.nullable(),
      /** From the start of its first attempt to the end; null while it is unfinished, and for a run that never started. */
      duration_ms: milliseconds.nullable(),
      progress: runProgress,
      trigger: runTrigger,
      queue: z.string(),
      priority: z.int(),
      /** Number of the current or last try, 0 before the first. */
      attempt: count,
      /** Not claimed before: a delay, the wait for a retry. */
      available_at: instant,
      /** The occurrence that it serves, null when no schedule asked for it. */
      scheduled_for: instant.nullable(),
      /** Why it did not succeed. */
      error: z.string().nullable(),
    }),
  ),
  /** Rows returned. */
  total: count,
  /** Whether there are older ones that the limit left out. */
  has_more: z.boolean(),
});

export type RunList = z.infer<typeof runListSchema>;
