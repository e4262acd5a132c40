import { z } from 'zod';
import { count, instant, runId } from './artifact-fields.js';

/** What `infra checkpoints list` returns: what interrupted runs can be resumed from, the latest first. */
export const checkpointListSchema = z.object({
  checkpoints: z.array(
    z.object({
      job_name: z.string(),
      /** What the run worked on; null: it is resumed by making the run again. */
      subject: z.string().nullable(),
      run_id: runId,
      status: z.enum(['failed', 'cancelled']),
      /** Of a combined job; null for a job that keeps a state of its own. */
      phases_completed: count.nullable(),
      phases: count.nullable(),
      error: z.string().nullable(),
      created_at: instant,
      saved_at: instant,
    }),
  ),
  total: count,
});

export type CheckpointList = z.infer<typeof checkpointListSchema>;
