import { z } from 'zod';

/** What `infra queues set` returns. */
export const queueWidthSchema = z.object({
  name: z.string(),
  /** Runs at once in the whole cluster; null: as many as the workers take. */
  width: z.int().min(1).nullable(),
  message: z.string(),
});

export type QueueWidth = z.infer<typeof queueWidthSchema>;
