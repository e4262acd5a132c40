import { z } from 'zod';
import { count } from './artifact-fields.js';

/** What `infra build` returns. */
export const buildReportSchema = z.object({
  /** Files that were written. */
  files: z.array(z.string()),
  extensions: count,
  jobs: count,
  message: z.string(),
});

export type BuildReport = z.infer<typeof buildReportSchema>;
