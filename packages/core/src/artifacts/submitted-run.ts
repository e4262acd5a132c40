import { z } from 'zod';
import { runId, runStatus } from './artifact-fields.js';

/** What `infra runs submit` and `infra runs retry` return. */
export const submittedRunSchema = z.object({
  run_id: runId,
  status: runStatus,
  /** False when a run for the same key existed already: that one is named. */
  created: z.boolean(),
});

export type SubmittedRun = z.infer<typeof submittedRunSchema>;
