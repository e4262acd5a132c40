import { z } from 'zod';
import { count, instant, milliseconds, printedRunStatus, runId, skipReason } from './artifact-fields.js';

const explainedOccurrence = z.object({
  schedule_name: z.string(),
  schedule: z.string(),
  time_zone: z.string(),
  /**
   * `ran`: a run serves it. `skipped`: a span of skips covers it. `before_first_sync`: nobody knew the schedule then.
   * `pruned`: it is older than what is kept. `due`: its moment has come and its run not yet. `upcoming`: it lies ahead.
   * `not_an_occurrence`: this schedule does not ask for this moment. `unknown`: there is no record of it.
   */
  outcome: z.enum([
    'ran',
    'skipped',
    'before_first_sync',
    'pruned',
    'due',
    'upcoming',
    'not_an_occurrence',
    'unknown',
  ]),
  /** One sentence for people. */
  explanation: z.string(),
  run: z
    .object({
      run_id: runId,
      status: printedRunStatus,
      started_at: instant.nullable(),
      /** From the occurrence to the start; null while it has not started, and after a retry, which has a start of its own. */
      lateness_ms: milliseconds.nullable(),
      error: z.string().nullable(),
    })
    .nullable(),
  skipped: z
    .object({
      reason: skipReason,
      /** The whole span of skips that covers the occurrence. */
      first: instant,
      /** Null while the span is open. */
      last: instant.nullable(),
      count: count,
    })
    .nullable(),
  /** The nearest occurrences on both sides of the moment. */
  previous: instant.nullable(),
  next: instant.nullable(),
});

/** What `infra jobs explain` returns: what became of a moment, for each schedule of the job that asks for it. */
export const occurrenceExplanationSchema = z.object({
  job_name: z.string(),
  /** The moment that is explained; null for a job that never had one. */
  at: instant.nullable(),
  occurrences: z.array(explainedOccurrence),
  total: count,
});

export type OccurrenceExplanation = z.infer<typeof occurrenceExplanationSchema>;
