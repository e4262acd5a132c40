import { z } from 'zod';
import { instant } from './artifact-fields.js';

/** What `infra pause` and `infra resume` return. */
export const pauseStateSchema = z.object({
  /** Null: everything. */
  queue: z.string().nullable(),
  paused: z.boolean(),
  reason: z.string().nullable(),
  /** Since when it is paused; null when it is not. */
  since: instant.nullable(),
  message: z.string(),
});

export type PauseState = z.infer<typeof pauseStateSchema>;
