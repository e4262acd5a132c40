import { runStatuses } from '@infra/core';
import { z } from 'zod';

/** The nouns of addresses whose answers can be out of date: `runs` of `/api/runs/12/logs`. */
export const changeNouns = [
  'approvals',
  'audit',
  'checkpoints',
  'doctor',
  'failures',
  'job-builder',
  'jobs',
  'occurrences',
  'queues',
  'runs',
  'status',
  'throughput',
  'workers',
] as const;

/** What an event of `/api/events` says. */
export const changeEventSchema = z.object({
  /** Whether everything is to be read again, because nobody knows what was missed. */
  reset: z.boolean(),
  /** How runs are now, enough to show each as it is; more may have changed than are told. */
  runs: z.array(
    z.object({
      id: z.string(),
      job_name: z.string(),
      status: z.enum(runStatuses),
      attempt: z.int(),
      progress: z.object({
        completed: z.number().nullable(),
        total: z.number().nullable(),
        percent: z.int().nullable(),
        message: z.string().nullable(),
        counters: z.record(z.string(), z.number()),
      }),
    }),
  ),
  /** Whose answers are out of date; none when only progress was made. */
  nouns: z.array(z.enum(changeNouns)),
});

export type ChangeEvent = {
  readonly [Key in keyof z.infer<typeof changeEventSchema>]: Readonly<z.infer<typeof changeEventSchema>[Key]>;
};
