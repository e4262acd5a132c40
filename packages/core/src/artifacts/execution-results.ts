import { z } from 'zod';
import { count, milliseconds, printedRunStatus, runId } from './artifact-fields.js';

/** What `infra jobs run` returns: one entry a run, in the order the jobs were named. */
export const executionResultsSchema = z.object({
  jobs_run: z.array(
    z.object({
      job_name: z.string(),
      status: printedRunStatus,
      /** From the start of its first attempt to the end, waits between attempts included; 0 for a run that never started. */
      duration_ms: milliseconds,
      result: z.object({
        success: z.boolean(),
        /** What the job said, or why it failed. */
        message: z.string().nullable(),
        items_processed: count,
        items_failed: count,
        /** The job's own data, null when it gave none. */
        output: z.unknown(),
      }),
      /** Null for a run that was refused because another one works on the same subject. */
      run_id: runId.nullable(),
      /** How many tries it took; 0 for a run that never started. */
      attempt: count,
      /** Why it did not succeed: `job_failed`, `job_threw`, `timeout`, `cancelled`, `subject_busy` … */
      error_code: z.string().nullable(),
    }),
  ),
  total: count,
  succeeded: count,
  failed: count,
});

export type ExecutionResults = z.infer<typeof executionResultsSchema>;
