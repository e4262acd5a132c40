import { z } from 'zod';
import { type Duration, InvalidDurationError, parseDuration } from './duration.js';
import { JobDeclarationError } from './job-declaration-error.js';
import { mostPhases } from './phase-weights.js';
import { priorityRange } from './priority.js';
import { queueNameFault } from './queue-name.js';
import { InvalidCronError, readCron } from './read-cron.js';
import { isTimeZone } from './time-zone.js';

/** A duration: `'30s'`, `'5m'`, `'2h'`, `'7d'`, or milliseconds. */
export const durationSchema = z.custom<Duration>().superRefine((value, context) => {
  const reason = durationFault(value);
  // Not continued: what compares durations runs on valid ones only.
  if (reason !== null) context.addIssue({ code: 'custom', message: reason, continue: false });
});

/** A six-field cron expression. */
export const cronSchema = z.string().superRefine((expression, context) => {
  const reason = cronFault(expression);
  if (reason !== null) context.addIssue({ code: 'custom', message: reason });
});

/** An IANA time zone. */
export const timeZoneSchema = z
  .string()
  .refine(isTimeZone, { error: (issue) => `'${String(issue.input)}' is not an IANA time zone` });

/** The name of a queue: small letters, digits, `-` and `_`, at most 100. */
export const queueNameSchema = z.string().superRefine((name, context) => {
  const reason = queueNameFault(name);
  if (reason !== null) context.addIssue({ code: 'custom', message: reason });
});

/** How urgent a run is within its queue: higher goes first. */
export const prioritySchema = z.int().min(priorityRange.least).max(priorityRange.most);

/** A quantity or an amount of money, 0 or more, as a number or as decimal digits. */
export const amountSchema = z.union(
  [
    z.number().min(0).lt(1e12),
    z
      .string()
      .regex(/^\d{1,12}(\.\d{1,12})?$/, "is not decimal digits such as '0.25' with at most 12 decimals"),
  ],
  { error: "is no amount: a number from 0, or decimal digits such as '0.25'" },
);

/** What the author of a job sets and the configuration of a host may set otherwise, each of it optional. */
export const policySchemas = {
  enabled: z.boolean().optional(),
  timeZone: timeZoneSchema.optional(),
  timeout: durationSchema.optional(),
  retry: z
    .strictObject({
      maxAttempts: z.int().min(1).max(100),
      backoff: z
        .strictObject({
          kind: z.enum(['fixed', 'linear', 'exponential']).optional(),
          first: durationSchema.optional(),
          factor: z.number().min(1).max(10).optional(),
          cap: durationSchema.optional(),
          jitter: z.number().min(0).max(1).optional(),
        })
        .optional(),
      retryOn: z.array(z.string().min(1)).optional(),
      giveUpOn: z.array(z.string().min(1)).optional(),
    })
    .optional(),
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
  concurrency: z.int().min(1).max(10_000).optional(),
  rate: z
    .strictObject({
      limit: z.int().min(1).max(1_000_000),
      per: durationSchema.optional(),
      burst: z.int().min(1).max(1_000_000).optional(),
    })
    .optional(),
  queue: queueNameSchema.optional(),
  priority: prioritySchema.optional(),
  conflictGroup: z.string().min(1).max(100).optional(),
  after: z.array(z.string()).optional(),
  isolation: z.enum(['none', 'process']).optional(),
  cancelGrace: durationSchema.optional(),
  alert: z
    .strictObject({ after: z.int().min(1).max(1000).optional(), pause: z.boolean().optional() })
    .optional(),
  approval: z.union([z.enum(['auto', 'required']), z.strictObject({ above: amountSchema })]).optional(),
};

const namingSchemas = {
  name: z
    .string()
    .max(100, 'a name has at most 100 characters')
    .regex(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/, {
      error: (issue) =>
        `'${String(issue.input)}' is not snake_case (small letters, digits and single underscores)`,
    }),
  description: z.string().optional(),
  schedule: cronSchema.optional(),
  tags: z
    .array(z.string().regex(/^[a-z0-9][a-z0-9_-]*$/, 'a tag is small letters, digits, - and _'))
    .optional(),
  parameters: z.custom<z.ZodType>(isObjectSchema, 'parameters must be a zod schema of an object').optional(),
  subject: z.string().optional(),
  chain: z
    .union([
      z.literal(false),
      z.strictObject({ after: z.array(z.string()).optional(), before: z.array(z.string()).optional() }),
    ])
    .optional(),
  formerly: z.array(z.string()).optional(),
};

/** What `@Job` checks when a module loads. */
export const definitionSchema = z.strictObject({
  ...namingSchemas,
  resumable: z
    .custom<true | z.ZodType>(isResumable, 'resumable is true, or the zod schema of what is kept')
    .optional(),
  ...policySchemas,
});

const { timeout: _, retry: __, isolation: ___, cancelGrace: ____, ...combinedPolicies } = policySchemas;

/** What `@CombinedJob` checks, beside its phases: its work is done by others, each with policies of its own. */
export const combinedDefinitionSchema = z.strictObject({
  ...namingSchemas,
  resumable: z.boolean().optional(),
  phases: z
    .array(
      z.strictObject({
        name: z.string().min(1, 'a phase has a name').max(200, 'a name has at most 200 characters'),
        job: z.string(),
        weight: z.number().optional(),
        parameters: z
          .custom<object>((given) => typeof given === 'object' && given !== null && !Array.isArray(given))
          .or(z.custom<() => object>((given) => typeof given === 'function'))
          .optional(),
      }),
    )
    .max(mostPhases, {
      error: (issue) => `at most ${mostPhases} phases are possible, not ${lengthOf(issue.input)}`,
    }),
  ...combinedPolicies,
});

/** @throws {JobDeclarationError} with every fault of a definition; it names the class. */
export function assertFits(className: string, schema: z.ZodType, definition: unknown): void {
  const checked = schema.safeParse(definition);
  if (checked.success) return;
  const reasons = checked.error.issues.map(
    (issue) => `${issue.path.join('.') || 'definition'}: ${issue.message}`,
  );
  throw new JobDeclarationError(`${className}: ${reasons.join('; ')}`);
}

function lengthOf(phases: unknown): number {
  return Array.isArray(phases) ? phases.length : 0;
}

function isResumable(given: unknown): boolean {
  return given === true || (typeof given === 'object' && given !== null && '_zod' in given);
}

function durationFault(value: unknown): string | null {
  if (typeof value !== 'string' && typeof value !== 'number') return 'is not a duration';
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

function isObjectSchema(schema: unknown): boolean {
  if (typeof schema !== 'object' || schema === null || !('_zod' in schema)) return false;
  const json = z.toJSONSchema(schema as z.ZodType, { io: 'input', unrepresentable: 'any' });
  return (
    json.type === 'object' || json.anyOf !== undefined || json.oneOf !== undefined || json.allOf !== undefined
  );
}
