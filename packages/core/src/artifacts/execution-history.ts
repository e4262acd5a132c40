import { z } from 'zod';
import { count, instant, milliseconds, printedRunStatus, runId, runTrigger } from './artifact-fields.js';

/** What `infra jobs history` returns: one entry a run, newest first. */
export const executionHistorySchema = z.object({
  entries: z.array(
    z.object({
      job_name: z.string(),
      status: printedRunStatus,
      /** When its first attempt started; when it was asked for, while none has. */
      run_at: instant,
      error: z.string().nullable(),
      run_id: runId,
      trigger: runTrigger,
      /** From the start of its first attempt to the end; null while it is unfinished, and for a run that never started. */
      duration_ms: milliseconds.nullable(),
      attempt: count,
      /** The occurrence that it serves, null when no schedule asked for it. */
      scheduled_for: instant.nullable(),
      finished_at: instant.nullable(),
    }),
  ),
  total: count,
});

export type ExecutionHistory = z.infer<typeof executionHistorySchema>;
