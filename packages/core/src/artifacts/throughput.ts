import { z } from 'zod';
import { count, instant, milliseconds } from './artifact-fields.js';

/** How many runs ended how, in each interval of the last hours; the last interval is not over. */
export const throughputSchema = z.object({
  from: instant,
  until: instant,
  interval_ms: milliseconds,
  /** Oldest first, without gaps. */
  intervals: z.array(
    z.object({
      from: instant,
      completed: count,
      failed: count,
      cancelled: count,
    }),
  ),
  completed: count,
  failed: count,
  cancelled: count,
  /** Failed among completed and failed, from 0 to 1; null where neither is. */
  failure_rate: z.number().min(0).max(1).nullable(),
});

export type Throughput = z.infer<typeof throughputSchema>;
