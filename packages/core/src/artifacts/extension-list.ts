import { z } from 'zod';
import { count } from './artifact-fields.js';

/** What `infra extensions list` returns: the extensions of the host, by name. */
export const extensionListSchema = z.object({
  extensions: z.array(
    z.object({
      name: z.string(),
      /** As the configuration names it: a package or a path. */
      use: z.string(),
      /** Null where its package.json says none. */
      version: z.string().nullable(),
      jobs: z.array(z.string()),
      depends_on: z.array(z.string()),
      directory: z.string(),
    }),
  ),
  total: count,
});

export type ExtensionList = z.infer<typeof extensionListSchema>;
