import { z } from 'zod';
import { count, instant, jsonObject } from './artifact-fields.js';

/** The coming occurrences of all jobs that run on a schedule, by job and schedule. */
export const comingOccurrencesSchema = z.object({
  /** The window: from now, both ends included. */
  from: instant,
  until: instant,
  schedules: z.array(
    z.object({
      job_name: z.string(),
      schedule_name: z.string(),
      time_zone: z.string(),
      /** Of its runs, secrets masked. */
      parameters: jsonObject,
      /** The first ones, soonest first. */
      at: z.array(instant),
      /** How many there are in the window, those of `at` among them. */
      occurrences: count,
    }),
  ),
  /** Schedules with an occurrence in the window. */
  total: count,
});

export type ComingOccurrences = z.infer<typeof comingOccurrencesSchema>;
