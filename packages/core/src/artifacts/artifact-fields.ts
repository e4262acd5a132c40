import { z } from 'zod';

/** A moment, ISO-8601 in UTC (`2026-01-14T10:00:00.000Z`). */
export const instant = z.iso.datetime();

/** How many, 0 or more. */
export const count = z.int().min(0);

/** A length of time in milliseconds, 0 or more. */
export const milliseconds = z.number().min(0);

/** A run's id: digits, as text, so that no reader loses a digit of a large one; with an `s` before them a shell run's. */
export const runId = z.string().regex(/^s?\d+$/);

/** A status as it is stored. */
export const runStatus = z.enum([
  'pending',
  'awaiting_approval',
  'approved',
  'queued',
  'running',
  'completed',
  'failed',
  'cancelled',
]);

/** A status as it is printed: `success` stands for a run that completed. */
export const printedRunStatus = z.enum([...runStatus.exclude(['completed']).options, 'success']);

/** Why an occurrence did not run. */
export const skipReason = z.enum(['overlap', 'disabled', 'misfire', 'no_worker', 'subject_busy']);

/** How far a run says it is; null where it has not said. */
export const runProgress = z.object({
  completed: z.number().nullable(),
  total: z.number().nullable(),
  /** Whole percent, rounded down; null without a total. */
  percent: z.int().min(0).max(100).nullable(),
  message: z.string().nullable(),
  counters: z.record(z.string(), z.number()),
});

/** Why a run exists. */
export const runTrigger = z.enum(['schedule', 'manual', 'api', 'chain', 'resubmit', 'shell']);

/** A JSON object. */
export const jsonObject = z.record(z.string(), z.unknown());
