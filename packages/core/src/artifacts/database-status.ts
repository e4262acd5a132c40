import { z } from 'zod';
import { count } from './artifact-fields.js';

/** What `infra db status` returns. */
export const databaseStatusSchema = z.object({
  kind: z.enum(['embedded', 'configured']),
  /** Where it is, for people, without a password. */
  where: z.string(),
  /** Whether it answers; a stopped embedded database starts by itself when a command needs it. */
  running: z.boolean(),
  /** PostgreSQL's version; null when it cannot be known. */
  version: z.string().nullable(),
  /** Of this host's database, bytes; null when it cannot be known. */
  size_bytes: z.number().min(0).nullable(),
  /** Whether every migration that this program knows is applied; null when it cannot be known. */
  migrated: z.boolean().nullable(),
  schema: z.array(
    z.object({
      package: z.string(),
      /** Migrations applied. */
      applied: count,
      /** Migrations that this program knows. */
      known: count,
    }),
  ),
  /** The files of the embedded database; null for a configured one. */
  embedded: z
    .object({
      directory: z.string(),
      pid: z.int().nullable(),
      /** All files of the cluster, bytes; null where there is none yet. */
      cluster_size_bytes: z.number().min(0).nullable(),
      log: z.string().nullable(),
    })
    .nullable(),
});

export type DatabaseStatus = z.infer<typeof databaseStatusSchema>;
