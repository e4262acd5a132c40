import type { JobRegistry } from '../registry/job-registry.js';
import type { GivenChain } from '../registry/registered-chain.js';

/** A chain that can be run by its name. */
export interface KnownChain extends GivenChain {
  readonly name: string;
  /** The extension that brings it; null for one that somebody saved. */
  readonly extension: string | null;
}

/** The chains that can be named. */
export interface ChainCatalogue {
  find(name: string): Promise<KnownChain | null>;
  /** All names, sorted. */
  names(): Promise<readonly string[]>;
}

/** The chains that extensions bring. */
export function predefinedChains({ extensions }: Pick<JobRegistry, 'extensions'>): KnownChain[] {
  return extensions.flatMap(({ name: extension, chains }) =>
    chains.map((chain) => ({ ...chain, extension })),
  );
}
