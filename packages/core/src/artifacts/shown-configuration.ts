import { z } from 'zod';
import { jsonObject } from './artifact-fields.js';

/** What `infra config show` returns: the configuration in force, defaults filled in, secrets masked. */
export const shownConfigurationSchema = z.object({
  file: z.string(),
  /** The folder that relative paths start from. */
  directory: z.string(),
  database: z.object({
    /** What decides which database is used. */
    source: z.enum(['option', 'environment', 'configuration', 'embedded']),
    /** Without its password; null for the embedded database. */
    url: z.string().nullable(),
  }),
  configuration: jsonObject,
});

export type ShownConfiguration = z.infer<typeof shownConfigurationSchema>;
