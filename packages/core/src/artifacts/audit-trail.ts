import { z } from 'zod';
import { count, instant, jsonObject } from './artifact-fields.js';

/** What `infra audit` returns: newest first. */
export const auditTrailSchema = z.object({
  events: z.array(
    z.object({
      id: z.string(),
      at: instant,
      /** The login name, or the name that a host application gave. */
      actor: z.string(),
      /** `job_disabled`, `runs_cleared` … */
      action: z.string(),
      /** What it was done to: a job, a run, a queue. */
      target: z.string(),
      reason: z.string().nullable(),
      details: jsonObject,
    }),
  ),
  total: count,
  /** Whether there are older ones that the limit left out. */
  has_more: z.boolean(),
});

export type AuditTrail = z.infer<typeof auditTrailSchema>;
