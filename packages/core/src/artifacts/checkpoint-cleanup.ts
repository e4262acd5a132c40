import { z } from 'zod';
import { count } from './artifact-fields.js';

/** What `infra checkpoints clean` returns. */
export const checkpointCleanupSchema = z.object({
  /** On a dry run, how many would be. */
  deleted: count,
  max_age_days: z.number().positive(),
  dry_run: z.boolean(),
  message: z.string(),
});

export type CheckpointCleanup = z.infer<typeof checkpointCleanupSchema>;
