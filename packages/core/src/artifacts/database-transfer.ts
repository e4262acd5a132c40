import { z } from 'zod';
import { count } from './artifact-fields.js';

/** What `infra db copy` and `infra db restore` return. */
export const databaseTransferSchema = z.object({
  /** Where the data came from, for people: a database without its password, or a file. */
  from: z.string(),
  /** Where it is now. */
  to: z.string(),
  /** Tables that were filled. */
  tables: count,
  rows: count,
  /** Tables with rows that belong to no extension of this host, which the target therefore lacks. */
  left_out: z.array(z.string()),
  message: z.string(),
});

export type DatabaseTransfer = z.infer<typeof databaseTransferSchema>;

/** What `infra db backup` returns. */
export const databaseBackupSchema = z.object({
  /** The whole path. */
  file: z.string(),
  size_bytes: count,
  tables: count,
  rows: count,
  message: z.string(),
});

export type DatabaseBackup = z.infer<typeof databaseBackupSchema>;
