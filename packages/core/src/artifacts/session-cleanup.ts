import { z } from 'zod';
import { count, runId } from './artifact-fields.js';

/** What `infra jobs cleanup-sessions` returns. */
export const sessionCleanupSchema = z.object({
  /** The word of document 003; the registered job is `cleanup_inactive_sessions`. */
  job_name: z.literal('session_cleanup'),
  /** On a dry run, how many would be. */
  sessions_cleaned: count,
  hours_threshold: z.number().positive(),
  message: z.string(),
  dry_run: z.boolean(),
  run_id: runId,
});

export type SessionCleanup = z.infer<typeof sessionCleanupSchema>;
