import { z } from 'zod';
import { count, instant } from './artifact-fields.js';

/** What `infra queues list` returns: every queue, by name. */
export const queueListSchema = z.object({
  queues: z.array(
    z.object({
      name: z.string(),
      /** Runs at once in the whole cluster; null: as many as the workers take. */
      width: z.int().min(1).nullable(),
      running: count,
      /** Runs that wait for a worker, a slot or a token. */
      queued: count,
      /** Runs that wait for their time. */
      delayed: count,
      paused: z.boolean(),
      /** What the pause is of: this queue or everything; null when it is not paused. */
      paused_scope: z.enum(['queue', 'everything']).nullable(),
      paused_reason: z.string().nullable(),
      paused_by: z.string().nullable(),
      paused_since: instant.nullable(),
      /** Live worker processes that serve it. */
      workers: count,
    }),
  ),
  total: count,
});

export type QueueList = z.infer<typeof queueListSchema>;
