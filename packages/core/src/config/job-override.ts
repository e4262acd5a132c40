import { cronSchema, policySchemas, timeZoneSchema } from '@infra/traits';
import { z } from 'zod';

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

/** What a host may set for a job, over what its author declared. */
export const jobOverrideSchema = z.strictObject({
  /** Six fields; null: by hand only. */
  schedule: cronSchema.nullable().optional(),
  ...policySchemas,
  /** For every run of the job, below what a schedule and what the run itself is given. */
  parameters: parametersSchema.optional(),
  /** More schedules beside the job's own, by name. */
  schedules: z.record(scheduleNameSchema, namedScheduleSchema).optional(),
});

/** What a host sets for a job. */
export type JobOverride = z.output<typeof jobOverrideSchema>;
