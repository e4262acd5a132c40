import { z } from 'zod';
import { count, runId } from './artifact-fields.js';

/** What `infra jobs log-cleanup` returns. */
export const logCleanupSchema = z.object({
  job_name: z.literal('log_cleanup'),
  /** On a dry run, how many would be. */
  entries_deleted: count,
  days_threshold: z.number().positive(),
  message: z.string(),
  dry_run: z.boolean(),
  run_id: runId,
});

export type LogCleanup = z.infer<typeof logCleanupSchema>;
