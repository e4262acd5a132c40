import { z } from 'zod';
import { count, instant, printedRunStatus, runId } from './artifact-fields.js';

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
      /** The schedule as a sentence. */
      schedule_human: z.string(),
      time_zone: z.string(),
      /** Whose word `enabled` is. */
      enabled_by: z.enum(['code', 'operator']),
      /** Why the operator said so. */
      reason: z.string().nullable(),
      /** When the operator's word runs out; null when it does not. */
      enabled_until: instant.nullable(),
      /** How its last runs ended, newest first; null unless they were asked for. */
      results: z
        .array(
          z.object({
            run_id: runId,
            status: printedRunStatus,
            finished_at: instant,
            error: z.string().nullable(),
          }),
        )
        .nullable(),
    }),
  ),
  total: count,
});

export type JobList = z.infer<typeof jobListSchema>;
