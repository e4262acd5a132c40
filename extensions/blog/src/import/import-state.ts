import { z } from 'zod';

/** What an interrupted import continues from: its checkpoint. */
export const importState = z.strictObject({
  /** The run that began it. */
  import: z.string(),
  list: z.string(),
  list_hash: z.string(),
  total: z.int(),
  position: z.int(),
  added: z.int(),
  changed: z.int(),
  unchanged: z.int(),
  failed: z.int(),
});

export type ImportState = z.output<typeof importState>;
