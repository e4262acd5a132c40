import { z } from 'zod';
import { count, instant, milliseconds, printedRunStatus, runId, skipReason } from './artifact-fields.js';

/** What `infra jobs ledger` returns: what became of a job's latest occurrences, newest first. */
export const jobLedgerSchema = z.object({
  job_name: z.string(),
  entries: z.array(
    z.object({
      schedule_name: z.string(),
      outcome: z.enum(['ran', 'skipped']),
      /** The occurrence; of skipped ones the first. */
      first: instant,
      /** The last of those that were skipped together; null while they go on being skipped. */
      last: instant.nullable(),
      /** How many occurrences it is; null while they go on being skipped. */
      count: count.nullable(),
      /** Why they were skipped; null for one that ran. */
      reason: skipReason.nullable(),
      /** The run that serves it; null for skipped ones. */
      run: z
        .object({
          run_id: runId,
          status: printedRunStatus,
          started_at: instant.nullable(),
          finished_at: instant.nullable(),
          duration_ms: milliseconds.nullable(),
          /** From the occurrence to the first start; null while it has not started. */
          lateness_ms: milliseconds.nullable(),
          error: z.string().nullable(),
        })
        .nullable(),
    }),
  ),
  total: count,
});

export type JobLedger = z.infer<typeof jobLedgerSchema>;
