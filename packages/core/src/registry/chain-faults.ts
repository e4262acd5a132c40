import type { ExtensionFault } from './extension-faulty-error.js';
import type { RegistryContents } from './job-registry.js';
import { circleOf, stepFault } from './step-faults.js';

/**
 * What is wrong with the chains that extensions bring: steps that nobody can run, two chains with one name, chains that
 * contain themselves. What steps are given is judged when a chain is to run, with all that its caller gives.
 */
export function chainFaults({
  jobs,
  extensions,
}: Pick<RegistryContents, 'jobs' | 'extensions'>): ExtensionFault[] {
  const all = extensions.flatMap((extension) => extension.chains.map((chain) => ({ chain, extension })));
  if (all.length === 0) return [];
  const byName = new Map(all.map(({ chain }) => [chain.name, chain]));
  const known = {
    jobs: new Map(jobs.map((job) => [job.name, job])),
    chains: new Set(byName.keys()),
  };
  return all.flatMap(({ chain, extension }, position) => {
    const first = all.findIndex((other) => other.chain.name === chain.name);
    const steps = chain.steps.flatMap((step, index) => {
      const fault = stepFault(step, known);
      return fault === null ? [] : [`step ${index + 1} of the chain '${chain.name}': ${fault.message}`];
    });
    const reasons = [
      ...(first === position
        ? []
        : [`the extension '${all[first]?.extension.name}' has a chain '${chain.name}' too`]),
      ...steps,
      circleOf(chain, byName) ?? [],
    ].flat();
    return reasons.map((reason) => ({ extension: extension.name, file: extension.entry, reason }));
  });
}
