import { z } from 'zod';
import { runId, runStatus } from './artifact-fields.js';

/** What `infra runs wait` returns. */
export const awaitedRunsSchema = z.object({
  /** In the order in which they were named, each once. */
  runs: z.array(z.object({ id: runId, status: runStatus })),
  /** True when the time was over before every run was: those go on. */
  timed_out: z.boolean(),
});

export type AwaitedRuns = z.infer<typeof awaitedRunsSchema>;
