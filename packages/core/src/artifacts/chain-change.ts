import { z } from 'zod';
import { count, instant } from './artifact-fields.js';
import { chainValidationSchema, chainWarningSchema } from './chain-validation.js';

/** What `infra chains save` returns. */
export const savedChainSchema = z.object({
  name: z.string(),
  /** False when it has replaced one. */
  created: z.boolean(),
  steps: count,
  /** Parameters that whoever runs it has to give. */
  missing: chainValidationSchema.shape.errors,
  warnings: z.array(chainWarningSchema),
  message: z.string(),
});

export type SavedChainReport = z.infer<typeof savedChainSchema>;

/** What `infra chains delete` returns. */
export const deletedChainSchema = z.object({ name: z.string(), message: z.string() });

export type DeletedChain = z.infer<typeof deletedChainSchema>;

/** What `infra chains schedule` returns. */
export const scheduledChainSchema = z.object({
  name: z.string(),
  /** Six fields; '' when it runs only by hand from now on. */
  schedule: z.string(),
  time_zone: z.string().nullable(),
  /** What the runs of the schedule work on; an occurrence is skipped while another run holds it. */
  subject: z.string().nullable(),
  next_run: instant.nullable(),
  message: z.string(),
});

export type ScheduledChain = z.infer<typeof scheduledChainSchema>;
