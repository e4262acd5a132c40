import { ChainInvalidError } from '../chains/chain-errors.js';
import { judgeChain, type JudgedChain, type JudgingOptions } from '../chains/judge-chain.js';
import type { WrittenChain } from '../chains/read-chain.js';
import type { GivenToChain } from '../chains/step-parameters.js';
import type { Host } from './host.js';
import { catalogueOf, chainMeant } from './named-chain.js';

/** A chain that can run, and how. */
export interface PlannedChain {
  readonly chain: WrittenChain;
  readonly judged: JudgedChain;
}

/**
 * Finds or reads a chain and judges it as it would run with what is given.
 * @throws {ChainNotFoundError} @throws {ChainInvalidError}
 * @throws {InvalidParametersError} for parameters as `key=value` that cannot be read.
 */
export async function plannedChain(
  host: Host,
  meant: unknown,
  given: GivenToChain | undefined,
  check?: JudgingOptions['check'],
): Promise<PlannedChain> {
  const catalogue = catalogueOf(host);
  const reading = await chainMeant(meant, catalogue);
  if ('faults' in reading) throw new ChainInvalidError(null, reading.faults);
  const { chain } = reading;
  const judged = await judgeChain(chain, host.registry, catalogue, { name: chain.name, given, check });
  if (judged.faults.length > 0) throw new ChainInvalidError(chain.name, judged.faults);
  return { chain, judged };
}
