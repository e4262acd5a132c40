import { z } from 'zod';
import { count, instant } from './artifact-fields.js';

/** What `infra jobs list` returns: every job of the registry, by name. */
export const jobListSchema = z.object({
  jobs: z.array(
    z.object({
      name: z.string(),
      description: z.string(),
      /** Six fields; '' for a job that runs only by hand. */
      schedule: z.string(),
      /** The effective word: an operator's over the configuration's over the code's. */
      enabled: z.boolean(),
      extension: z.string(),
      tags: z.array(z.string()),
      /** Null for a job that is disabled, has no schedule, or whose schedule has no time left. */
      next_run: instant.nullable(),
    }),
  ),
  total: count,
});

export type JobList = z.infer<typeof jobListSchema>;
