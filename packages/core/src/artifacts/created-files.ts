import { z } from 'zod';

/** What `infra new` returns. */
export const createdFilesSchema = z.object({
  kind: z.enum(['extension', 'job']),
  name: z.string(),
  /** Relative to the working directory. */
  files: z.array(z.string()),
  /** What is left to do by hand, a line each. */
  next_steps: z.array(z.string()),
  message: z.string(),
});
