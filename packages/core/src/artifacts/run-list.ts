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
    }),
  ),
  /** Rows returned. */
  total: count,
  /** Whether there are older ones that the limit left out. */
  has_more: z.boolean(),
});

export type RunList = z.infer<typeof runListSchema>;
