import { z } from 'zod';
import { count } from './artifact-fields.js';

/** What `infra doctor` returns. */
export const healthReportSchema = z.object({
  /** No check found a problem; warnings do not count. */
  healthy: z.boolean(),
  problems: count,
  warnings: count,
  checks: z.array(
    z.object({
      /** What was looked at, such as `overdue`; a check that found several things stands there several times. */
      check: z.string(),
      status: z.enum(['ok', 'warning', 'problem']),
      message: z.string(),
      /** The safest thing to do about it; null when there is nothing to do. */
      remedy: z.string().nullable(),
    }),
  ),
  total: count,
});

export type HealthReport = z.infer<typeof healthReportSchema>;
