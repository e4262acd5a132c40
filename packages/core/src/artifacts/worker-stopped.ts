import { z } from 'zod';
import { instant } from './artifact-fields.js';

/** What `infra work` and `infra serve` return when they end. */
export const workerStoppedSchema = z.object({
  started_at: instant,
  stopped_at: instant,
  message: z.string(),
});
