import { z } from 'zod';
import { count } from './artifact-fields.js';

/** What `infra db migrate` returns: what it applied, in order. */
export const migrationReportSchema = z.object({
  applied: z.array(z.object({ package: z.string(), migration: z.string() })),
  total: count,
  message: z.string(),
});

export type MigrationReport = z.infer<typeof migrationReportSchema>;
