import type { JobName, JobParameters } from './jobs.js';

/** Where a job belongs among the steps of a chain: `infra chains validate` warns of a chain with another order. */
export interface ChainPlace {
  /** Jobs that come before it, where a chain has both. */
  readonly after?: readonly JobName[];
  /** Jobs that come after it, where a chain has both. */
  readonly before?: readonly JobName[];
}

interface Step {
  /** For people, up to 200 characters; the name of the job or chain by default. */
  readonly name?: string;
  /** Its share of the whole in percent, above 0; left out, an equal share of what the others leave. All sum to 100. */
  readonly weight?: number;
}

/** One step of a chain: a run of a job, or a run of another chain. */
export type ChainStep<Name extends JobName = JobName> =
  | (Name extends JobName
      ? Step & {
          readonly job: Name;
          readonly chain?: never;
          /** What the job is given; what is missing here is for whoever runs the chain to give. */
          readonly parameters?: Partial<JobParameters<Name>>;
        }
      : never)
  | (Step & {
      /** The name of another chain. */
      readonly chain: string;
      readonly job?: never;
      readonly parameters?: Readonly<Record<string, unknown>>;
    });

/** Jobs that run one after the other: a combined job that is data. */
export interface Chain {
  /** One sentence for people, up to 1,000 characters. */
  readonly description?: string;
  /** What every step is given that takes a parameter of the name and does not say it itself. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** In their order, 1 to 1,000. */
  readonly steps: readonly ChainStep[];
}
