import { z } from 'zod';
import { count, instant } from './artifact-fields.js';

const role = z.enum(['viewer', 'operator', 'admin']);

/** What `infra tokens create` returns. */
export const createdTokenSchema = z.object({
  name: z.string(),
  role,
  /** `infra_` and 64 hexadecimal digits; nobody can show it again. */
  secret: z.string(),
  expires_at: instant.nullable(),
  message: z.string(),
});

/** What `infra tokens list` returns: by name. */
export const tokenListSchema = z.object({
  tokens: z.array(
    z.object({
      name: z.string(),
      role,
      created_by: z.string(),
      created_at: instant,
      expires_at: instant.nullable(),
      expired: z.boolean(),
      /** To the minute. */
      last_used_at: instant.nullable(),
      /** Open sessions that were made from it. */
      sessions: count,
    }),
  ),
  total: count,
});

/** What `infra tokens revoke` returns. */
export const revokedAccessSchema = z.object({
  /** The token; null where all sessions were ended. */
  name: z.string().nullable(),
  message: z.string(),
});

/** What `infra tokens link` returns. */
export const loginLinkSchema = z.object({
  url: z.string(),
  role,
  expires_at: instant,
  message: z.string(),
});

export type CreatedToken = z.infer<typeof createdTokenSchema>;
export type TokenList = z.infer<typeof tokenListSchema>;
export type RevokedAccess = z.infer<typeof revokedAccessSchema>;
export type LoginLink = z.infer<typeof loginLinkSchema>;
