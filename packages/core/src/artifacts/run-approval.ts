import { z } from 'zod';
import { count, instant, runId } from './artifact-fields.js';

/** What a run costs: the sums, and what they are made of. Amounts are in `currency`, summed exactly. */
export const runCost = z.object({
  /** The estimate; null where there is none. */
  estimated: z.number().nullable(),
  /** What the job has told of its cost so far; null when it has told nothing. */
  actual: z.number().nullable(),
  /** ISO 4217; null where nothing is known of a cost. */
  currency: z.string().nullable(),
  lines: z.array(
    z.object({
      label: z.string(),
      /** What it really cost, as far as that is known, else what was estimated. */
      amount: z.number(),
      estimated: z.number().nullable(),
      actual: z.number().nullable(),
      /** Units of it, likewise. */
      quantity: z.number(),
    }),
  ),
  /** The least and the most that the estimate expects. */
  low: z.number().nullable(),
  high: z.number().nullable(),
  /** What whoever approves the run should know. */
  warnings: z.array(z.string()),
});

/** What became of a run's leave. */
export const runApproval = z.object({
  /** Why it was not approved by itself. */
  held_because: z.string().nullable(),
  /** When it is cancelled unless somebody approves it. */
  expires_at: instant.nullable(),
  approved_at: instant.nullable(),
  approved_by: z.string().nullable(),
  /** By the word of its job's code, of an operator's policy, of whoever submitted it, or of a person afterwards. */
  how: z.enum(['code', 'policy', 'submitter', 'person']).nullable(),
  reason: z.string().nullable(),
});

/** What `infra runs approve` returns. */
export const approvedRunsSchema = z.object({
  approved: z.array(runId),
  /** What does not wait for approval. */
  refused: z.array(z.object({ id: runId, reason: z.string() })),
  /** How many were approved. */
  total: count,
  /** Whether more runs match the filter than the limit took. */
  has_more: z.boolean(),
});

export type ApprovedRuns = z.infer<typeof approvedRunsSchema>;
