import { didYouMean } from '../config/nearest-name.js';
import { arePairs, coercePairs, type GivenPairs } from '../registry/coerce-pairs.js';
import type { Parameters } from '../registry/parse-parameters.js';
import type { GivenChain, GivenStep } from '../registry/registered-chain.js';
import { type ChainContents, parameterNames } from './chain-contents.js';
import type { ChainFault } from './chain-fault.js';

/** What whoever runs a chain gives: an object, or `key=value` pairs that the schemas of its jobs give types to. */
export type GivenToChain = Parameters | GivenPairs;

/**
 * What a step is given: its own parameters; below them what the chain says for all, above them what whoever runs it
 * says, of both what the step takes.
 */
export function stepParameters(
  chain: GivenChain,
  step: GivenStep,
  given: Parameters,
  contents: ChainContents,
): Parameters {
  const taken = (parameters: Parameters): [string, unknown][] =>
    Object.entries(parameters).filter(([name]) => contents.takerOf(step, name) !== undefined);
  return Object.fromEntries([
    ...taken(chain.parameters ?? {}),
    ...Object.entries(step.parameters ?? {}),
    ...taken(given),
  ]);
}

/**
 * Gives types to pairs, each by the first job of the chain that takes it.
 * @throws {InvalidParametersError} for a text that this job cannot read.
 */
export function readGivenToChain(
  chain: GivenChain,
  given: GivenToChain,
  contents: ChainContents,
): Parameters {
  if (!arePairs(given)) return given;
  const read: [string, unknown][] = [];
  for (const [name, pairs] of Map.groupBy(given, ([key]) => key)) {
    const taker = chain.steps.map((step) => contents.takerOf(step, name)).find((job) => job !== undefined);
    // One that no job takes is a fault of its own.
    const value = taker === undefined ? null : coercePairs(pairs, taker.parameters)[name];
    read.push([name, value]);
  }
  return Object.fromEntries(read);
}

/** What is said for all steps and taken by none of them: a misspelt name looks like one that was obeyed. */
export function untakenFaults(
  chain: GivenChain,
  given: Parameters,
  contents: ChainContents,
): readonly ChainFault[] {
  const names = [...new Set(chain.steps.flatMap((step) => contents.jobsOf(step)).flatMap(parameterNames))];
  return [...new Set([...Object.keys(chain.parameters ?? {}), ...Object.keys(given)])]
    .filter((name) => !chain.steps.some((step) => contents.takerOf(step, name) !== undefined))
    .map((name) => ({
      step: null,
      code: 'invalid_parameters',
      path: `parameters.${name}`,
      message: `no step takes a parameter '${name}'${didYouMean(name, names)}`,
    }));
}
