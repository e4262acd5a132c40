import { z } from 'zod';
import { count, instant, jsonObject, runId } from './artifact-fields.js';

const failureId = z.string().regex(/^\d+$/);

/** What `infra failures list` returns: newest first. */
export const failureListSchema = z.object({
  /** Empty with `--grouped`. */
  failures: z.array(
    z.object({
      id: failureId,
      run_id: runId,
      job_name: z.string(),
      /** Secrets masked. */
      parameters: jsonObject,
      error: z.object({ code: z.string(), message: z.string() }),
      /** Tries that the run had. */
      attempts: count,
      failed_at: instant,
      /** The same for failures of one kind. */
      fingerprint: z.string(),
      resolved_at: instant.nullable(),
      resolution: z.enum(['resubmitted', 'deleted']).nullable(),
      resolved_by: z.string().nullable(),
      /** The run that was made of this one. */
      resubmitted_as: runId.nullable(),
    }),
  ),
  /** With `--grouped`: one entry for each kind of unresolved failure. */
  groups: z.array(
    z.object({
      fingerprint: z.string(),
      job_name: z.string(),
      /** The latest of the kind. */
      error: z.object({ code: z.string(), message: z.string() }),
      count,
      first: instant,
      last: instant,
      latest: z.object({ id: failureId, run_id: runId }),
    }),
  ),
  /** Rows returned. */
  total: count,
  /** Whether there are older ones. */
  has_more: z.boolean(),
  /** How many are unresolved in all, of the job where one was asked for. */
  unresolved: count,
});

export type FailureList = z.infer<typeof failureListSchema>;
