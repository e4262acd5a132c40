import { z } from 'zod';
import { count, instant, jsonObject } from './artifact-fields.js';
import { listedChainSchema } from './chain-list.js';
import { chainValidationSchema } from './chain-validation.js';

/** What `infra chains show` returns; secrets are masked. */
export const chainDetailsSchema = listedChainSchema.extend({
  created_at: instant.nullable(),
  /** What every step is given that takes it and does not say it itself. */
  parameters: jsonObject,
  steps: z.array(
    z.object({
      /** From 0. */
      index: count,
      name: z.string(),
      /** Null for a step that is a chain. */
      job: z.string().nullable(),
      chain: z.string().nullable(),
      /** In percent; null where the author left it out. */
      weight: z.number().nullable(),
      parameters: jsonObject,
    }),
  ),
  /** `Only by hand` without a schedule. */
  schedule_human: z.string(),
  /** What scheduled runs are given. */
  schedule_parameters: jsonObject,
  /** What scheduled runs work on; null where they hold nothing. */
  schedule_subject: z.string().nullable(),
  /** The coming five. */
  next_runs: z.array(instant),
  /** Whether it could run now, without anything being given. */
  valid: z.boolean(),
  errors: chainValidationSchema.shape.errors,
  warnings: chainValidationSchema.shape.warnings,
});

export type ChainDetails = z.infer<typeof chainDetailsSchema>;
