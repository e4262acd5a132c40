import { z } from 'zod';
import { count, instant } from './artifact-fields.js';

/** A chain that can be run by its name. */
export const listedChainSchema = z.object({
  name: z.string(),
  description: z.string(),
  /** `predefined` by an extension, or `saved` by somebody. */
  origin: z.enum(['predefined', 'saved']),
  /** Null for a saved one. */
  extension: z.string().nullable(),
  /** Six fields; '' for a chain that runs only by hand. */
  schedule: z.string(),
  /** Null without a schedule. */
  time_zone: z.string().nullable(),
  /** Null without a schedule, and while runs of chains are disabled. */
  next_run: instant.nullable(),
  /** Who saved it last; null for a predefined one. */
  saved_by: z.string().nullable(),
  saved_at: instant.nullable(),
});

/** What `infra chains list` returns. */
export const chainListSchema = z.object({
  chains: z.array(listedChainSchema.extend({ steps: count })),
  total: count,
});

export type ChainList = z.infer<typeof chainListSchema>;
