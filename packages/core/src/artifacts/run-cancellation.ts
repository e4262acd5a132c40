import { z } from 'zod';
import { count, runId } from './artifact-fields.js';

/** What `infra runs cancel` and `infra runs stop` return. */
export const runCancellationSchema = z.object({
  cancelled: z.array(runId),
  /** What could not be cancelled, because it was over before. */
  refused: z.array(z.object({ id: runId, reason: z.string() })),
  /** What has been asked to end and still ran when the command stopped waiting; its worker ends it. */
  stopping: z.array(runId),
  /** How many were cancelled. */
  total: count,
  /** Whether more runs match the filter than the limit took. */
  has_more: z.boolean(),
});

export type RunCancellation = z.infer<typeof runCancellationSchema>;
