import { z } from 'zod';
import { instant } from './artifact-fields.js';

/** What `infra jobs enable`, `disable` and `reset` return. */
export const jobSwitchSchema = z.object({
  job_name: z.string(),
  enabled: z.boolean(),
  message: z.string(),
  /** Whose word it is now. */
  enabled_by: z.enum(['code', 'operator']),
  reason: z.string().nullable(),
  /** When the operator's word runs out; null when it does not. */
  until: instant.nullable(),
});

export type JobSwitch = z.infer<typeof jobSwitchSchema>;
