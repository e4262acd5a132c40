import { amountSchema, durationSchema, parseDuration, queueNameSchema, timeZoneSchema } from '@infra/traits';
import { z } from 'zod';
import { jobOverrideSchema } from './job-override.js';

const extensionSchema = z.union([
  z.string().min(1),
  z.strictObject({
    /** A package name, or a path that starts with `.` or `/`, relative to the configuration's folder. */
    use: z.string().min(1),
    /** Checked by the extension's own schema. */
    configuration: z.unknown().optional(),
  }),
]);

const databaseSchema = z.strictObject({
  // No message of this schema may repeat the value: it holds a password.
  url: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'is not a URL that starts with postgres://')
    .nullable()
    .optional(),
  /** For the configured database; the embedded one migrates itself. `manual` by default. */
  migrate: z.enum(['auto', 'manual']).optional(),
  /** False for a PgBouncer older than 1.21. True by default. */
  preparedStatements: z.boolean().optional(),
  /** Connections of a process, 10 by default. */
  poolSize: z.int().min(1).max(1000).optional(),
  /** False behind a PgBouncer in transaction mode: no LISTEN then, polling alone. True by default. */
  listen: z.boolean().optional(),
});

const workerSchema = z
  .strictObject({
    /** Runs at once in a process, from 1 to 1000; 50 by default. */
    concurrency: z.int().min(1).max(1000).optional(),
    /** What running jobs get to finish on a stop; 30 s by default. */
    grace: durationSchema.optional(),
    /** After so long without a heartbeat a worker counts as dead; 2500 ms by default. */
    lease: durationSchema.optional(),
    /** 500 ms by default; at most half of the lease. */
    heartbeat: durationSchema.optional(),
    /** The queues that this process serves; all by default. */
    queues: z.array(queueNameSchema).min(1).optional(),
    /** A run that took so many workers with it fails for good, from 1 to 100; 3 by default. */
    maxLost: z.int().min(1).max(100).optional(),
  })
  .superRefine((worker, context) => {
    const lease = parseDuration(worker.lease ?? workerDefaults.lease);
    const heartbeat = parseDuration(worker.heartbeat ?? workerDefaults.heartbeat);
    if (heartbeat * 2 <= lease) return;
    context.addIssue({
      code: 'custom',
      path: ['heartbeat'],
      message: `${heartbeat} ms is more than half of the lease of ${lease} ms: one late heartbeat would count as a death`,
    });
  });

const retentionSchema = z.strictObject({
  /** Finished runs; 30 days by default. */
  runs: durationSchema.optional(),
  /** Log lines of runs; 14 days by default. */
  logs: durationSchema.optional(),
  /** Occurrences that did not run; 400 days by default. */
  skips: durationSchema.optional(),
  /** Who did what; 400 days by default. */
  audit: durationSchema.optional(),
  /** Finished runs beyond the newest so many go, whatever their age; no limit by default. */
  maxRuns: z.int().min(1).optional(),
  /** The newest so many log lines of a run are kept, from 1 to 1,000,000; 10,000 by default. */
  logLines: z.int().min(1).max(1_000_000).optional(),
});

const webhookSchema = z.string().regex(/^https?:\/\//, 'is not a URL that starts with http:// or https://');

// No message of this schema may repeat a value: a webhook's URL is a secret.
const alertsSchema = z.strictObject({
  /** Told of every alert by an HTTP POST. */
  webhook: webhookSchema.optional(),
  /** Run at every alert: a program and its arguments, no shell; the alert is JSON on its standard input. */
  command: z.array(z.string().min(1)).min(1).optional(),
  /** Unresolved failures above which an alert is raised; 50 by default. */
  unresolved: z.int().min(1).optional(),
  /** By job: a URL that every completed run of it calls, for a dead man's switch elsewhere. */
  pings: z.record(z.string(), webhookSchema).optional(),
});

const amountsSchema = z.record(z.string().min(1).max(255), amountSchema);

const costsSchema = z.strictObject({
  /** ISO 4217: of every price, estimate and budget; `USD` by default. */
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, "is not a currency such as 'USD'")
    .optional(),
  /** Unit prices, by the component that is paid for. */
  prices: amountsSchema.optional(),
  /** What may be approved in a day without asking anybody; none by default. */
  budgets: z
    .strictObject({
      /** By job. */
      jobs: amountsSchema.optional(),
      /** By client. */
      clients: amountsSchema.optional(),
    })
    .optional(),
  /** Where the day of a budget begins; `UTC` by default. */
  timeZone: timeZoneSchema.optional(),
});

const approvalsSchema = z.strictObject({
  /** A run that nobody has approved by then is cancelled; 24 h by default. */
  expireAfter: durationSchema.optional(),
});

/** A host's configuration file: unknown keys are mistakes. */
export const hostConfigurationSchema = z.strictObject({
  extensions: z.array(extensionSchema),
  database: databaseSchema.optional(),
  jobs: z.record(z.string(), jobOverrideSchema).optional(),
  worker: workerSchema.optional(),
  retention: retentionSchema.optional(),
  alerts: alertsSchema.optional(),
  costs: costsSchema.optional(),
  approvals: approvalsSchema.optional(),
});

/**
 * What `infra.config.*` holds:
 * ```ts
 * import type { HostConfiguration } from '@infra/core';
 * export default { extensions: ['@infra/blog'] } satisfies HostConfiguration;
 * ```
 */
export type HostConfiguration = z.input<typeof hostConfigurationSchema>;

/** What stands where a host sets nothing about its workers. */
export const workerDefaults = {
  concurrency: 50,
  grace: '30s',
  lease: '2500ms',
  heartbeat: '500ms',
  maxLost: 3,
} as const;

/** What stands where a host sets nothing about retention. */
export const retentionDefaults = {
  runs: '30d',
  logs: '14d',
  skips: '400d',
  audit: '400d',
  logLines: 10_000,
} as const;

/** What stands where a host sets nothing about costs. */
export const costDefaults = { currency: 'USD', timeZone: 'UTC' } as const;

/** What stands where a host sets nothing about approvals. */
export const approvalDefaults = { expireAfter: '24h' } as const;
