import type { Trigger } from '@infra/traits';
import { JobStore } from '../jobs/job-store.js';
import { mergeParameters } from '../registry/parse-parameters.js';
import { newRun } from '../runs/new-run.js';
import { RunStore } from '../runs/run-store.js';
import type { Host } from './host.js';

export interface SubmitRunInput {
  readonly name: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly trigger: Trigger;
}

/**
 * Enqueues one run for any worker that has the job; executes nothing.
 * @returns the run's id.
 * @throws {JobNotFoundError} @throws {InvalidParametersError}
 */
export async function submitRun(host: Host, input: SubmitRunInput): Promise<string> {
  const job = host.registry.require(input.name);
  (await (await host.jobs()).provide(job.name)).parse(input.parameters);
  const database = await host.database();
  await new JobStore(database).insertMissing([job]);
  const [id] = await new RunStore(database).enqueue([
    newRun(job, {
      trigger: input.trigger,
      parameters: mergeParameters(job, input.parameters),
      actor: host.actor,
    }),
  ]);
  return String(id);
}
