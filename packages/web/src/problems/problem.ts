import { z } from 'zod';

/** One mistake of a request. */
const faultSchema = z.object({
  /** Where it stands: a part of the request, or the parameters of a job. */
  in: z.enum(['path', 'query', 'body', 'parameters']),
  /** The way to the value: `parameters.limit`; empty for the whole. */
  path: z.string(),
  reason: z.string(),
});

/** An error as an answer carries it: problem details of RFC 9457, with what `--json` prints of an error. */
export const problemSchema = z.object({
  /** A name for the kind of problem; it leads nowhere. */
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  /** Stable: what a program goes by. */
  code: z.string(),
  /** The way out. */
  hint: z.string().nullable(),
  /** Every mistake in the request, where there may be several. */
  faults: z.array(faultSchema),
});

export type Fault = z.infer<typeof faultSchema>;
export type Problem = z.infer<typeof problemSchema>;
