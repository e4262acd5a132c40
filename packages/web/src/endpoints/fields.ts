import { z } from 'zod';

/** The name of a job in a path. */
export const namedJob = z.object({ name: z.string().min(1).max(255).describe('the name of a job') });

/** The id of a run in a path; shell runs, whose ids have an `s`, are not there over HTTP. */
export const identifiedRun = z.object({ id: z.string().describe('the id of a run') });

/** Ids in a body, at most as many as one request may move. */
export const ids = z.array(z.string().max(20)).min(1).max(1_000).describe('ids, as they are printed');

/** How many rows at most. */
export function limit(standard: number, most: number) {
  return z.coerce
    .number()
    .int()
    .min(1)
    .max(most)
    .default(standard)
    .describe(`rows at most, up to ${most}; ${standard} by default`);
}

/** A moment, ISO-8601 with its zone. */
export function moment(description: string) {
  return z.iso
    .datetime({ offset: true })
    .describe(description)
    .transform((text) => new Date(text))
    .optional();
}

/** A word of a query. */
export function word(description: string) {
  return z.string().min(1).max(255).describe(description).optional();
}

/** `true` or `false` in a query. */
export function flag(description: string) {
  return z
    .enum(['true', 'false'])
    .describe(description)
    .transform((text) => text === 'true')
    .optional();
}

/** Why, for the audit. */
export const reason = z.string().max(1_000).describe('kept in the audit').optional();

/** Where a page begins: behind the last row of the page before. */
export const cursor = z
  .string()
  .regex(/^[1-9]\d{0,14}$/, 'it is the id of the last row of the page before')
  .describe('only older ones than this: the id of the last row of the page before')
  .optional();
