import { InvalidDurationError, parseDuration } from '@infra/traits';
import type { Duration } from '@infra/traits';
import { z } from 'zod';

const name = '[A-Za-z_][A-Za-z0-9_$]{0,62}';

/** A column, exactly as the database spells it: it is always quoted, so `lastSeenAt` and `last_seen_at` both work. */
const column = z.string().regex(new RegExp(`^${name}$`), {
  error: (issue) =>
    `'${String(issue.input)}' is not an SQL identifier (letters, digits, _ and $; at most 63; no digit first)`,
});

/** A table, with its schema where it is not on the search path. */
const table = z.string().regex(new RegExp(`^(${name}\\.)?${name}$`), {
  error: (issue) => `'${String(issue.input)}' is not a table as an SQL identifier, or schema.table`,
});

const sessions = z.strictObject({
  table,
  columns: z
    .strictObject({ id: column.default('id'), lastSeenAt: column.default('last_seen_at') })
    .prefault({}),
});

const contexts = z.strictObject({
  table,
  columns: z
    .strictObject({ id: column.default('id'), lastUsedAt: column.default('last_used_at') })
    .prefault({}),
  /** Columns of other tables that name a context: one that none of them names holds nothing. */
  heldBy: z.array(z.strictObject({ table, column })).min(1),
});

const requests = z.strictObject({
  table,
  columns: z
    .strictObject({
      sessionId: column.default('session_id'),
      path: column.default('path'),
      status: column.default('status'),
      at: column.default('at'),
    })
    .prefault({}),
});

/** The host's own tables, each in the place of the one that this extension would create. */
export const tablesSchema = z.strictObject({
  sessions: sessions.optional(),
  contexts: contexts.optional(),
  requests: requests.optional(),
});

/** `notable` is worth one point, `severe` two. */
function figures(figure: z.ZodNumber, notable: number, severe: number) {
  return z
    .strictObject({ notable: figure.default(notable), severe: figure.default(severe) })
    .refine((given) => given.notable < given.severe, 'notable must be less than severe')
    .prefault({});
}

const count = z.int().min(1);
const share = z.number().gt(0).max(1);

/** When a session's request pattern is abnormal; the README explains each figure. */
export const thresholdsSchema = z.strictObject({
  /** Sessions with fewer requests in the window are not judged. */
  minimumRequests: z.int().min(2).default(20),
  /** The most requests within any 60 seconds. */
  requestRate: figures(count, 60, 180),
  /** The coefficient of variation of the gaps between requests: at or below it they are regular. */
  regularGaps: z.strictObject({ notable: z.number().gt(0).lt(1).default(0.3) }).prefault({}),
  /** The share of responses from 400 to 499. */
  clientErrors: figures(share, 0.4, 0.8),
  /** The number of different paths. */
  breadth: figures(count, 100, 400),
});

/** A length of time as everywhere in a host's configuration; milliseconds once it is checked. */
const duration = z.custom<Duration>().transform((given, context) => {
  try {
    return parseDuration(given);
  } catch (error) {
    if (!(error instanceof InvalidDurationError)) throw error;
    context.addIssue({ code: 'custom', message: error.message });
    return z.NEVER;
  }
});

/** What a host may configure for this extension; every part has a default. */
export const configurationSchema = z
  .strictObject({
    tables: tablesSchema.prefault({}),
    /** How long this extension's own rows are kept: recorded requests 30 days by default. */
    retention: z.strictObject({ requests: duration.prefault('30d') }).prefault({}),
    behavior: thresholdsSchema.prefault({}),
  })
  .prefault({});

/** The configuration as the jobs get it. */
export type MaintenanceConfiguration = z.output<typeof configurationSchema>;

/** The figures of the rule of `behavioral_analysis`. */
export type BehaviorThresholds = z.output<typeof thresholdsSchema>;
