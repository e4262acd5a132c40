import { z } from 'zod';
import { count } from './artifact-fields.js';

/** The position of a step, from 0. */
const step = z.int().min(0);

export const chainWarningSchema = z.object({
  step,
  /**
   * `order`: a step before what it belongs after; `needs_approval`: it waits for somebody's leave; `other_subject`: it
   * works on something that the run does not hold; `parameters`: its job finds something wrong with them that a step before
   * it may put right.
   */
  code: z.enum(['order', 'needs_approval', 'other_subject', 'parameters']),
  message: z.string(),
});

/** What `infra chains validate` returns. */
export const chainValidationSchema = z.object({
  /** Null for a chain without a name. */
  name: z.string().nullable(),
  /** Whether it could run now, with what was given. */
  valid: z.boolean(),
  /** Null for what is no chain. */
  steps: count.nullable(),
  errors: z.array(
    z.object({
      /** Null for what concerns the whole chain. */
      step: step.nullable(),
      code: z.enum([
        'invalid_chain',
        'too_many_steps',
        'invalid_weights',
        'unknown_job',
        'unknown_chain',
        'not_a_step',
        'invalid_parameters',
        'missing_parameter',
        'contains_itself',
      ]),
      /** Where in the chain: `steps[1].parameters.source`; '' for the whole. */
      path: z.string(),
      message: z.string(),
    }),
  ),
  warnings: z.array(chainWarningSchema),
});

export type ChainValidation = z.infer<typeof chainValidationSchema>;
