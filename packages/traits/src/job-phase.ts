import type { JobName } from './jobs.js';

/** One phase of a combined job: a run of another job. */
export interface JobPhase<Parameters = never> {
  /** For people; up to 200 characters. */
  readonly name: string;
  readonly job: JobName;
  /** Its share of the whole in percent, above 0; left out, an equal share of what the others leave. All sum to 100. */
  readonly weight?: number;
  /** What the job is given: an object, or a function of the combined job's own parameters; `{}` by default. */
  readonly parameters?:
    | Readonly<Record<string, unknown>>
    | ((parameters: Parameters) => Readonly<Record<string, unknown>>);
}

/** A phase with its weight in percent. */
export type WeightedPhase = JobPhase & { readonly weight: number };
