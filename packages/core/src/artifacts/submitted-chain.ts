import { z } from 'zod';
import { count } from './artifact-fields.js';
import { chainWarningSchema } from './chain-validation.js';
import { submittedRunSchema } from './submitted-run.js';

/** What `infra chains run` returns. */
export const submittedChainSchema = submittedRunSchema.extend({
  /** Null for a chain without a name. */
  chain: z.string().nullable(),
  steps: count,
  /** What was submitted all the same. */
  warnings: z.array(chainWarningSchema),
});

export type SubmittedChain = z.infer<typeof submittedChainSchema>;
