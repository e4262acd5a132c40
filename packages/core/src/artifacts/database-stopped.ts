import { z } from 'zod';

/** What `infra db stop` returns. */
export const databaseStoppedSchema = z.object({
  /** False when it did not run. */
  stopped: z.boolean(),
  message: z.string(),
});

export type DatabaseStopped = z.infer<typeof databaseStoppedSchema>;
