import { z } from 'zod';
import { count, runId } from './artifact-fields.js';

const failureId = z.string().regex(/^\d+$/);
const refused = z.array(z.object({ id: failureId, reason: z.string() }));

/** What `infra failures resubmit` returns. */
export const failureResubmissionSchema = z.object({
  resubmitted: z.array(z.object({ id: failureId, run_id: runId, new_run_id: runId })),
  refused,
  /** How many were resubmitted. */
  total: count,
});

/** What `infra failures delete` returns. */
export const failureDeletionSchema = z.object({
  deleted: z.array(failureId),
  refused,
  /** How many were deleted. */
  total: count,
});

export type FailureResubmission = z.infer<typeof failureResubmissionSchema>;
export type FailureDeletion = z.infer<typeof failureDeletionSchema>;
