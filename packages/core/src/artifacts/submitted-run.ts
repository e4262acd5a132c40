import { z } from 'zod';
import { runId, runStatus } from './artifact-fields.js';

/** What `infra runs submit` returns. */
export const submittedRunSchema = z.object({
  run_id: runId,
  status: runStatus,
  /** False when a run for the same key existed already: that one is named. */
  created: z.boolean(),
});

export type SubmittedRun = z.infer<typeof submittedRunSchema>;

/** What `infra runs retry` returns. */
export const resubmittedRunSchema = submittedRunSchema.extend({
  /** The finished run that the new one was made from. */
  retry_of: runId,
});

export type ResubmittedRun = z.infer<typeof resubmittedRunSchema>;
