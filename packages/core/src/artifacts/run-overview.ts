import { z } from 'zod';
import { instant, milliseconds, runId, runProgress, runStatus } from './artifact-fields.js';

/** What every artifact that shows a run says of it, in the order of the contract. */
export const runOverview = {
  id: runId,
  job_name: z.string(),
  status: runStatus,
  /** What it works on. */
  subject: z.string().nullable(),
  client_id: z.string().nullable(),
  created_at: instant,
  /** Start of its first attempt. */
  started_at: instant.nullable(),
  finished_at: instant.nullable(),
  /** From the start of its first attempt to the end; null while it is unfinished, and for a run that never started. */
  duration_ms: milliseconds.nullable(),
  progress: runProgress,
};
