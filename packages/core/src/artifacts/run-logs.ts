import { z } from 'zod';
import { count, instant, jsonObject, runId } from './artifact-fields.js';

/** One line of a run's log. */
export const logLineSchema = z.object({
  /** Which line it is, to go on behind it; null for what a shell run printed. */
  id: z.string().regex(/^\d+$/).nullable(),
  at: instant,
  /** `log` for what a job wrote with `context.logger`. */
  stream: z.enum(['log', 'stdout', 'stderr']),
  level: z.enum(['debug', 'info', 'warn', 'error']),
  text: z.string(),
  fields: jsonObject.nullable(),
  attempt: count,
});

/** What `infra runs logs` returns: in the order the lines were written. */
export const runLogsSchema = z.object({
  run_id: runId,
  lines: z.array(logLineSchema),
  /** Lines returned. */
  total: count,
  /** Whether older lines that the other flags would take were left out. */
  has_more: z.boolean(),
});

export type ShownLogLine = z.infer<typeof logLineSchema>;
export type RunLogs = z.infer<typeof runLogsSchema>;
