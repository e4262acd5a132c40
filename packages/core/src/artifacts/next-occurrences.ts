import { z } from 'zod';
import { count, instant } from './artifact-fields.js';

/** What `infra jobs next` returns: the coming occurrences of all schedules of a job, soonest first. */
export const nextOccurrencesSchema = z.object({
  job_name: z.string(),
  /** Whether they will run as things stand. */
  enabled: z.boolean(),
  occurrences: z.array(
    z.object({
      schedule_name: z.string(),
      at: instant,
      /** The same moment on the clocks of the schedule's zone, with its offset: `2026-03-29T03:30:00+02:00`. */
      local: z.iso.datetime({ offset: true }),
      time_zone: z.string(),
      /**
       * `missing`: its hour is left out that day, so it comes at the first instant after the gap. `repeated`: its hour
       * comes twice that day.
       */
      clock_change: z.enum(['missing', 'repeated']).nullable(),
    }),
  ),
  total: count,
});

export type NextOccurrences = z.infer<typeof nextOccurrencesSchema>;
