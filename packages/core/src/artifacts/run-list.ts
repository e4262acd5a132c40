import { z } from 'zod';
import { count, instant, runTrigger } from './artifact-fields.js';
import { runOverview } from './run-overview.js';

/** What `infra runs list` returns: newest first. */
export const runListSchema = z.object({
  runs: z.array(
    z.object({
      ...runOverview,
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
      /** Of a shell run, or the chain that this is a run of; null for any other. */
      name: z.string().nullable(),
      /** Of a shell run, as the next ones; null for a run of a job. */
      command: z.string().nullable(),
      /** The nearest git root of its directory, else the directory. */
      project: z.string().nullable(),
      directory: z.string().nullable(),
    }),
  ),
  /** Rows returned. */
  total: count,
  /** Whether there are older ones that the limit left out. */
  has_more: z.boolean(),
});

export type RunList = z.infer<typeof runListSchema>;
