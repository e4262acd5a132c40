import { z } from 'zod';
import { count, jsonObject } from './artifact-fields.js';

/** What `infra chains schemas` returns: what chains can be made of. */
export const chainSchemasSchema = z.object({
  schemas: z.array(
    z.object({
      name: z.string(),
      description: z.string(),
      /** Its first tag; null for a job without tags. */
      category: z.string().nullable(),
      tags: z.array(z.string()),
      /** JSON Schema; null for a job that takes none. */
      parameters: jsonObject.nullable(),
      /** Whether it may be a step of a chain. */
      step: z.boolean(),
      /** Jobs that belong before it, and after it, where a chain has both. */
      after: z.array(z.string()),
      before: z.array(z.string()),
      /** Whether its run waits for approval, or may. */
      needs_approval: z.boolean(),
      /** Whether it is made of phases itself. */
      combined: z.boolean(),
    }),
  ),
  /** The categories of all jobs, sorted, whatever was asked for. */
  categories: z.array(z.string()),
  total: count,
});

export type ChainSchemas = z.infer<typeof chainSchemasSchema>;
