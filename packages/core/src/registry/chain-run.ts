import { z } from 'zod';
import { chainJob } from './chain-job.js';
import type { LoadedJob } from './loaded-job.js';

/**
 * A step as a run of a chain keeps it: what it needs to be enqueued is with it, as its job said when the run was made. A
 * worker whose host has the job goes by that instead.
 */
const plannedStepSchema = z.strictObject({
  name: z.string(),
  job: z.string(),
  /** In percent. */
  weight: z.number(),
  parameters: z.record(z.string(), z.unknown()),
  queue: z.string(),
  limited: z.boolean(),
  gated: z.boolean(),
  max_attempts: z.int(),
});

/** What a run of a chain is given. */
const chainRunSchema = z.strictObject({
  /** Left out for a chain that is not saved. */
  chain: z.string().optional(),
  /** Left out: the steps are those of the named chain when the run begins. */
  steps: z.array(plannedStepSchema).optional(),
  /** What its steps are given over what the chain says; only without `steps`, which have it in them. */
  parameters: z.record(z.string(), z.unknown()).optional(),
});

export type PlannedStep = z.infer<typeof plannedStepSchema>;
export type ChainRun = z.infer<typeof chainRunSchema>;

/** It has no code of its own: its steps do the work. */
class RunChain {}

/** The job of runs of chains, as an extension's are loaded. */
export const loadedChainJob: LoadedJob = Object.freeze<LoadedJob>({
  job: chainJob,
  jobClass: RunChain,
  schema: chainRunSchema,
  state: null,
  phases: [],
  extension: { name: chainJob.extension, jobs: [] },
});
