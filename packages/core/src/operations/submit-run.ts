import type { Trigger } from '@infra/traits';
import type { Artifact } from '../artifacts/artifact.js';
import type { SubmittedRun } from '../artifacts/submitted-run.js';
import { JobStore } from '../jobs/job-store.js';
import { mergeParameters } from '../registry/parse-parameters.js';
import { newRun } from '../runs/new-run.js';
import { RunStore } from '../runs/run-store.js';
import { type GivenParameters, readGiven } from './given-parameters.js';
import type { Host } from './host.js';

export interface SubmitRunInput {
  readonly name: string;
  readonly parameters: GivenParameters;
  readonly trigger: Trigger;
}

/**
 * Enqueues one run for any worker that has the job; executes nothing.
 * @throws {JobNotFoundError} @throws {InvalidParametersError}
 */
export async function submitRun(host: Host, input: SubmitRunInput): Promise<Artifact<SubmittedRun>> {
  const job = host.registry.require(input.name);
  const given = readGiven(job, input.parameters);
  (await (await host.jobs()).provide(job.name)).parse(given);
  const database = await host.database();
  await new JobStore(database).insertMissing([job]);
  const [id] = await new RunStore(database).enqueue([
    newRun(job, {
      trigger: input.trigger,
      parameters: mergeParameters(job, given),
      actor: host.actor,
    }),
  ]);
  database.hints.send('infra_queued', [job.queue]);
  return {
    data: { run_id: String(id), status: 'queued', created: true },
    artifact_type: 'text',
    title: 'Run Submitted',
  };
}
