import { CancelRun } from '@infra/traits';
import type { Database } from '../database/database.js';
import { mergeParameters, validateParameters } from '../registry/parse-parameters.js';
import type { JobRegistry } from '../registry/job-registry.js';
import { isGated, isLimited } from '../registry/registered-job.js';
import { beginPhases, type NewPhase } from '../runs/phases/begin-phases.js';
import { CheckpointStore, type CheckpointToken } from '../runs/checkpoint/checkpoint-store.js';
import { CheckpointRefusedError } from '../runs/checkpoint/run-checkpoint.js';
import { planPhases } from './plan-phases.js';

/** A phase with the parameters that it is to be given. */
export interface GivenPhase {
  readonly name: string;
  readonly job: string;
  /** In percent. */
  readonly weight: number;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** What another host's registry said of the job; for one that this host may not have. */
  readonly elsewhere?: Pick<NewPhase, 'queue' | 'limited' | 'gated' | 'maxAttempts'>;
}

/**
 * Phases as they are stored: what their jobs say of runs, parameters complete and checked. Those of a job that only
 * another host has were checked there.
 * @throws {JobNotFoundError} @throws {InvalidParametersError}
 */
export async function preparePhases(
  registry: JobRegistry,
  phases: readonly GivenPhase[],
): Promise<NewPhase[]> {
  const prepared: NewPhase[] = [];
  for (const phase of phases) prepared.push(await preparePhase(registry, phase));
  return prepared;
}

async function preparePhase(
  registry: JobRegistry,
  { name, job: jobName, weight, parameters, elsewhere }: GivenPhase,
): Promise<NewPhase> {
  if (elsewhere !== undefined && registry.find(jobName) === undefined)
    return { name, jobName, weight, parameters, ...elsewhere };
  const job = registry.require(jobName);
  validateParameters(await registry.load(jobName), parameters);
  return {
    name,
    jobName,
    weight,
    parameters: mergeParameters(job, parameters),
    queue: job.queue,
    limited: isLimited(job),
    gated: isGated(job),
    maxAttempts: job.retry.maxAttempts,
  };
}

/**
 * Hands a combined run, which a worker has claimed, over to its phases: from the first one on, or from the one at which
 * an earlier run stopped when this one is to resume it.
 * @throws {CheckpointRefusedError} when that had other phases; then its checkpoint stays as it is.
 * @throws {CancelRun} when the run is to be cancelled, or is others' by now.
 */
export async function beginCombinedRun(
  database: Database,
  run: CheckpointToken,
  phases: readonly NewPhase[],
  { resumable }: { readonly resumable: boolean },
): Promise<void> {
  const found = await new CheckpointStore(database).findPhases(run);
  if (found === null) throw new CancelRun('the run is no longer its worker’s');
  const plan = planPhases(phases, resumable ? found : { ...found, resume: false });
  if ('refused' in plan) {
    throw new CheckpointRefusedError(`the checkpoint is of other phases: ${plan.refused}`, {
      hint: 'start without resuming',
    });
  }
  const queue = await beginPhases(database, run, {
    phases,
    ...plan,
    owner: resumable ? found.owner : null,
  });
  if (queue === null) throw new CancelRun('cancelled before its first phase began');
  database.hints.send('infra_queued', [queue]);
}
