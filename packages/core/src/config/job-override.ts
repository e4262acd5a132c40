import {
  type Duration,
  InvalidCronError,
  InvalidDurationError,
  isTimeZone,
  parseDuration,
  readCron,
} from '@infra/traits';
import { z } from 'zod';

/** A duration in a configuration: `'30s'`, `'5m'`, `'2h'`, `'7d'`, or milliseconds. */
export const durationSchema = z.custom<Duration>().superRefine((value, context) => {
  const reason =
    typeof value === 'string' || typeof value === 'number' ? durationFault(value) : 'is not a duration';
  // Not continued: what compares durations runs on valid ones only.
  if (reason !== null) context.addIssue({ code: 'custom', message: reason, continue: false });
});

const cronSchema = z.string().superRefine((expression, context) => {
  const reason = cronFault(expression);
  if (reason !== null) context.addIssue({ code: 'custom', message: reason });
});

const timeZoneSchema = z
  .string()
  .refine(isTimeZone, { error: (issue) => `'${String(issue.input)}' is not an IANA time zone` });

// Undefined is let through: `{ directory: process.env.POSTS }` gives nothing where the variable is not set.
const parametersSchema = z.record(z.string(), z.json('is not JSON').optional());

const scheduleNameSchema = z
  .string()
  .regex(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/, 'the name of a schedule is snake_case')
  .refine((name) => name !== 'default', "'default' is the job's own schedule: set it with the key schedule");

const namedScheduleSchema = z.strictObject({
  /** Six fields. */
  schedule: cronSchema,
  /** The job's time zone by default. */
  timeZone: timeZoneSchema.optional(),
  /** Laid over the job's configured parameters. */
  parameters: parametersSchema.optional(),
  /** True by default. */
  enabled: z.boolean().optional(),
});

const retrySchema = z.strictObject({
  maxAttempts: z.int().min(1).max(100),
  backoff: z
    .strictObject({
      first: durationSchema.optional(),
      factor: z.number().min(1).max(10).optional(),
      cap: durationSchema.optional(),
      jitter: z.number().min(0).max(1).optional(),
    })
    .optional(),
});

/** What a host may set for a job, over what its author declared. */
export const jobOverrideSchema = z.strictObject({
  /** Six fields; null: by hand only. */
  schedule: cronSchema.nullable().optional(),
  enabled: z.boolean().optional(),
  timeZone: timeZoneSchema.optional(),
  timeout: durationSchema.optional(),
  retry: retrySchema.optional(),
  overlap: z.enum(['skip', 'queue', 'allow', 'cancel-running']).optional(),
  misfire: z
    .union([z.enum(['run-once', 'skip']), z.strictObject({ runAll: z.int().min(1).max(1000) })])
    .optional(),
  clockChange: z
    .strictObject({
      missing: z.enum(['next', 'skip']).optional(),
      repeated: z.enum(['first', 'both']).optional(),
    })
    .optional(),
  jitter: durationSchema.optional(),
  /** For every run of the job, below what a schedule and what the run itself is given. */
  parameters: parametersSchema.optional(),
  /** More schedules beside the job's own, by name. */
  schedules: z.record(scheduleNameSchema, namedScheduleSchema).optional(),
});

/** What a host sets for a job. */
export type JobOverride = z.output<typeof jobOverrideSchema>;

function durationFault(value: number | string): string | null {
  try {
    parseDuration(value);
    return null;
  } catch (error) {
    if (error instanceof InvalidDurationError) return error.message;
    throw error;
  }
}

function cronFault(expression: string): string | null {
  try {
    readCron(expression);
    return null;
  } catch (error) {
    if (error instanceof InvalidCronError) return error.message;
    throw error;
  }
}
