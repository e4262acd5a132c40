import { ChainInvalidError, ChainNotFoundError } from '../chains/chain-errors.js';
import { judgeChain } from '../chains/judge-chain.js';
import { storedCatalogue } from '../chains/stored-catalogue.js';
import { beginCombinedRun, type GivenPhase, preparePhases } from '../combined/begin-combined-run.js';
import type { Host } from '../operations/host.js';
import type { ChainRun, PlannedStep } from '../registry/chain-run.js';
import type { LoadedJob } from '../registry/loaded-job.js';
import { validateParameters } from '../registry/parse-parameters.js';
import { handedOver } from '../worker/handed-over.js';
import type { RunnableJob } from '../worker/job-provider.js';

/** The job of chains: to execute it is to hand its run over to the steps that it was given. */
export function provideChain(host: Host, loaded: LoadedJob): RunnableJob {
  return {
    job: loaded.job,
    parse: (given) => validateParameters(loaded, given),
    execute: async ({ runId, attempt, parameters }) => {
      const steps = await stepsOf(host, parameters);
      const phases = await preparePhases(host.registry, steps.map(phaseOf));
      await beginCombinedRun(await host.database(), { id: Number(runId), attempt }, phases, loaded.job);
      return handedOver;
    },
  };
}

/** A scheduled run of a predefined chain, and a chain within another, take the steps as they are now. */
async function stepsOf(
  host: Host,
  { chain: name, steps, parameters = {} }: ChainRun,
): Promise<readonly PlannedStep[]> {
  if (steps !== undefined) return steps;
  const catalogue = storedCatalogue(host.registry, () => host.database());
  const chain = name === undefined ? null : await catalogue.find(name);
  if (chain === null) throw new ChainNotFoundError(name ?? '', await catalogue.names());
  const judged = await judgeChain(chain, host.registry, catalogue, { name: chain.name, given: parameters });
  if (judged.faults.length > 0) throw new ChainInvalidError(chain.name, judged.faults);
  return judged.steps;
}

function phaseOf({ name, job, weight, parameters, ...kept }: PlannedStep): GivenPhase {
  const { queue, limited, gated, max_attempts: maxAttempts } = kept;
  return { name, job, weight, parameters, elsewhere: { queue, limited, gated, maxAttempts } };
}
