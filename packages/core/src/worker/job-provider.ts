import type { EstimateContext, JobContext, JobResult } from '@infra/traits';
import type { RegisteredJob } from '../registry/registered-job.js';
import type { handedOver } from './handed-over.js';

/** A job ready to run in this process. */
export interface RunnableJob {
  readonly job: RegisteredJob;
  /**
   * The parameters as the job's schema gives them.
   * @throws {InvalidParametersError}
   */
  parse(given: Readonly<Record<string, unknown>>): unknown;
  /** What a run with these parameters will cost; left out, or null: the job prices nothing. */
  readonly estimate?: ((parameters: unknown, context: EstimateContext) => Promise<unknown>) | null;
  /**
   * Checks what a run is to be given as only the job's class can; left out, or null: nothing more than the schema.
   * @param given as they are given: what `parse` takes.
   * @throws whatever the class throws: `InvalidParameters`, for parameters that cannot be.
   */
  readonly check?: ((given: Readonly<Record<string, unknown>>) => Promise<void>) | null;
  /**
   * The state of a checkpoint as the job's schema gives it; left out, any state fits.
   * @throws for a state that does not fit.
   */
  parseState?(stored: unknown): unknown;
  /**
   * Runs the job once, on an instance of its own.
   * @param abandoned given where the job's isolation is `process`: aborted when its process has to be gone at once.
   */
  execute(context: JobContext, abandoned?: AbortSignal | null): Promise<JobResult | typeof handedOver>;
}

/** Where a worker gets jobs from; the composition root gives it one that builds them in the runtime's container. */
export interface JobProvider {
  /** The jobs that can run here. */
  readonly names: readonly string[];
  provide(jobName: string): Promise<RunnableJob>;
}
