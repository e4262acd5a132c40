import { z } from 'zod';
import { count } from './artifact-fields.js';
import { systemStatusSchema } from './system-status.js';

/** The processes that execute runs and have not left, those of commands among them, by their ids. */
export const workerListSchema = z.object({ workers: systemStatusSchema.shape.workers, total: count });

export type WorkerList = z.infer<typeof workerListSchema>;
