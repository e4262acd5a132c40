import { z } from 'zod';
import { runId, runStatus } from './artifact-fields.js';

/** What `infra exec` returns. */
export const startedCommandSchema = z.object({
  run_id: runId,
  status: runStatus,
  /** False when a run for the same key existed already: that one is named. */
  created: z.boolean(),
  /** What the command exited with; null while it is not known (without `--wait`), and where it did not exit. */
  exit_code: z.int().nullable(),
  /** The signal that ended it. */
  signal: z.string().nullable(),
  /** Whether its own time limit ended it. */
  timed_out: z.boolean(),
});

export type StartedCommand = z.infer<typeof startedCommandSchema>;
