import { z } from 'zod';
import { count, instant } from './artifact-fields.js';

/** What `infra config auto-approve` returns: what holds now. */
export const autoApprovalSchema = z.object({
  /** ISO 4217, of every amount. */
  currency: z.string(),
  /** What jobs declare, and what operators say; where several hold for a run, the most exact operator's wins. */
  rules: z.array(
    z.object({
      /** Null: every job. */
      job_name: z.string().nullable(),
      /** Null: every client. */
      client_id: z.string().nullable(),
      /** `always` approved without asking, `never`, or up to an amount. */
      auto_approve: z.enum(['always', 'never', 'up_to']),
      amount: z.number().nullable(),
      set_by: z.enum(['code', 'operator']),
      actor: z.string().nullable(),
      reason: z.string().nullable(),
      set_at: instant.nullable(),
    }),
  ),
  /** What may be approved in a day without asking anybody. */
  budgets: z.array(
    z.object({
      kind: z.enum(['job', 'client']),
      name: z.string(),
      per_day: z.number(),
      taken: z.number(),
      left: z.number(),
      /** In the configured time zone. */
      day: z.string(),
    }),
  ),
  /** How many rules. */
  total: count,
});

export type AutoApproval = z.infer<typeof autoApprovalSchema>;
