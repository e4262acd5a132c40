import { z } from 'zod';
import { count, instant, jsonObject, runId } from './artifact-fields.js';

/** The runs that wait for leave, newest first. */
export const approvalListSchema = z.object({
  approvals: z.array(
    z.object({
      run_id: runId,
      job_name: z.string(),
      /** `pending` while its cost is being estimated. */
      status: z.enum(['pending', 'awaiting_approval']),
      subject: z.string().nullable(),
      client_id: z.string().nullable(),
      /** Who asked for it; null when a schedule did. */
      actor: z.string().nullable(),
      created_at: instant,
      /** Secrets masked. */
      parameters: jsonObject,
      /** What it is expected to cost; null where nobody knows. */
      estimated: z.number().nullable(),
      low: z.number().nullable(),
      high: z.number().nullable(),
      currency: z.string().nullable(),
      warnings: z.array(z.string()),
      /** Why it was not approved by itself. */
      held_because: z.string().nullable(),
      /** When it is cancelled unless somebody approves it. */
      expires_at: instant.nullable(),
    }),
  ),
  total: count,
  /** Whether there are older ones that the limit left out. */
  has_more: z.boolean(),
});

export type ApprovalList = z.infer<typeof approvalListSchema>;
