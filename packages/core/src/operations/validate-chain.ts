import type { Artifact } from '../artifacts/artifact.js';
import type { ChainValidation } from '../artifacts/chain-validation.js';
import { judgeChain } from '../chains/judge-chain.js';
import type { GivenToChain } from '../chains/step-parameters.js';
import { checkByJob, type CheckingHost } from './check-by-job.js';
import type { Host } from './host.js';
import { catalogueOf, chainMeant } from './named-chain.js';

type ValidatingHost = Pick<Host, 'registry' | 'database'> & CheckingHost;

export interface ValidateChainInput {
  /** The name of a chain, or a chain: `{ name?, description?, parameters?, steps }`. */
  readonly chain: unknown;
  /** What would be given to its run. */
  readonly parameters?: GivenToChain | undefined;
}

/**
 * Judges a chain as if it were to run now and stores nothing. The database is opened only where the chain, or one of its
 * steps, is a saved one, or a job of it checks its parameters itself.
 * @throws {ChainNotFoundError} when the chain itself is named and not there.
 * @throws {InvalidParametersError} for parameters as `key=value` that cannot be read.
 */
export async function validateChain(
  host: ValidatingHost,
  input: ValidateChainInput,
): Promise<Artifact<ChainValidation>> {
  return {
    data: await judged(host, input),
    artifact_type: 'presentation_card',
    title: 'Chain Validation',
  };
}

async function judged(
  host: ValidatingHost,
  { parameters, chain: given }: ValidateChainInput,
): Promise<ChainValidation> {
  const catalogue = catalogueOf(host);
  const reading = await chainMeant(given, catalogue);
  if ('faults' in reading)
    return { name: null, valid: false, steps: null, errors: [...reading.faults], warnings: [] };
  const { name, ...chain } = reading.chain;
  const { faults, warnings } = await judgeChain(chain, host.registry, catalogue, {
    name,
    given: parameters,
    check: (job, complete) => checkByJob(host, job, complete),
  });
  return {
    name,
    valid: faults.length === 0,
    steps: chain.steps.length,
    errors: [...faults],
    warnings: [...warnings],
  };
}
