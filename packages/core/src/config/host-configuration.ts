import { durationSchema, parseDuration } from '@infra/traits';
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
});

/** A host's configuration file: unknown keys are mistakes. */
export const hostConfigurationSchema = z.strictObject({
  extensions: z.array(extensionSchema),
  database: databaseSchema.optional(),
  jobs: z.record(z.string(), jobOverrideSchema).optional(),
  worker: workerSchema.optional(),
  retention: retentionSchema.optional(),
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
export const workerDefaults = { concurrency: 50, grace: '30s', lease: '2500ms', heartbeat: '500ms' } as const;

/** What stands where a host sets nothing about retention. */
export const retentionDefaults = { runs: '30d', logs: '14d', skips: '400d', audit: '400d' } as const;
