import { z } from 'zod';

/** The id of a source, as the host configures it. */
export const source = z.string().min(1).max(100).describe('the id of a configured source');

/** Whether what is up to date is made again too. */
export const force = z.boolean().default(false).describe('also make again what is up to date');

/** The parameters of a job that works on one source, wholly. */
export const ofSource = z.strictObject({ source });

/** The parameters of a job that works on what has changed of one source. */
export const ofSourceIncremental = z.strictObject({ source, force });
