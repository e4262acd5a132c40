import { z } from 'zod';
import { count, milliseconds } from './artifact-fields.js';

/** What `infra runs clear` returns: the runs that are gone, by the status they had. */
export const clearedRunsSchema = z.object({
  deleted: z.object({
    pending: count,
    awaiting_approval: count,
    approved: count,
    queued: count,
    completed: count,
    failed: count,
    cancelled: count,
  }),
  total: count,
  /** Running runs, which stay. */
  kept_running: count,
  message: z.string(),
});

export type ClearedRuns = z.infer<typeof clearedRunsSchema>;

/** What `infra runs clean` returns: the finished runs that are gone, or would be on a dry run, by status. */
export const cleanedRunsSchema = z.object({
  deleted: z.object({ completed: count, failed: count, cancelled: count }),
  total: count,
  /** How long ago they ended at least; null with `--all`. */
  older_than_ms: milliseconds.nullable(),
  dry_run: z.boolean(),
  message: z.string(),
});

export type CleanedRuns = z.infer<typeof cleanedRunsSchema>;
