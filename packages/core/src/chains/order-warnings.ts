import type { RegisteredPlace } from '../registry/registered-job.js';
import type { ChainWarning } from './chain-fault.js';

/** A job with what its author says of its place. */
export interface Placed {
  readonly name: string;
  readonly chain: RegisteredPlace | false | null;
}

/**
 * Steps that come before what they belong after, by what the authors of their jobs say. A job that comes twice is in its
 * place when one of the others came before; one that the chain does not have is nobody's fault.
 * @param steps the jobs of each step: one, or those of a chain within.
 */
export function orderWarnings(steps: readonly (readonly Placed[])[]): ChainWarning[] {
  const last = new Map<string, number>();
  for (const [index, jobs] of steps.entries()) for (const { name } of jobs) last.set(name, index);
  const place = predecessors(steps.flat());
  const seen = new Set<string>();
  return steps.flatMap((jobs, step) => {
    for (const { name } of jobs) seen.add(name);
    return jobs.flatMap(({ name }) =>
      [...(place.get(name) ?? [])]
        .filter((earlier) => !seen.has(earlier) && (last.get(earlier) ?? -1) > step)
        .map((earlier) => ({
          step,
          code: 'order' as const,
          message: `${name} before ${earlier}: '${earlier}' belongs before it`,
        })),
    );
  });
}

/** For each job, those that belong before it, whichever of the two says so. */
function predecessors(jobs: readonly Placed[]): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  const note = (name: string, earlier: string): void => {
    const known = found.get(name);
    if (known === undefined) found.set(name, new Set([earlier]));
    else known.add(earlier);
  };
  for (const { name, chain } of jobs) {
    if (chain === null || chain === false) continue;
    for (const earlier of chain.after) note(name, earlier);
    for (const later of chain.before) note(later, name);
  }
  return found;
}
