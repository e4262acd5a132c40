import { z } from 'zod';
import { mostPhases } from './phase-weights.js';

/** The name of a chain: small letters, digits, `-` and `_`, at most 100. */
export const chainNameSchema = z
  .string()
  .max(100, 'a name has at most 100 characters')
  .regex(/^[a-z][a-z0-9]*([-_][a-z0-9]+)*$/, {
    error: (issue) => `'${String(issue.input)}' is not small letters and digits, joined by - or _`,
  });

const parametersSchema = z.record(z.string(), z.unknown());

const stepSchema = z
  .strictObject({
    job: z.string().optional(),
    chain: z.string().optional(),
    name: z.string().min(1, 'a name is not empty').max(200, 'a name has at most 200 characters').optional(),
    weight: z.number().optional(),
    parameters: parametersSchema.optional(),
  })
  .refine(({ job, chain }) => (job === undefined) !== (chain === undefined), {
    error: 'a step names a job, or a chain',
  });

/** A chain as data, whoever wrote it; weights are checked by `resolveWeights`. */
export const chainSchema = z.strictObject({
  description: z.string().max(1_000, 'a description has at most 1000 characters').optional(),
  parameters: parametersSchema.optional(),
  steps: z
    .array(stepSchema)
    .min(1, 'there is no step')
    .max(mostPhases, {
      error: (issue) =>
        `at most ${mostPhases} steps are possible, not ${(issue.input as readonly unknown[]).length}`,
    }),
});
