import { predefinedChains } from '../chains/chain-catalogue.js';
import { ChainStore } from '../chains/chain-store.js';
import { withExistingDatabase } from './existing-database.js';
import type { Host } from './host.js';

/** A chain as far as it takes to choose it. */
export interface NamedChain {
  readonly name: string;
  readonly description: string;
  /** False for one that an extension brings. */
  readonly saved: boolean;
}

/**
 * The chains that can be named, for somebody who is about to name one: nothing is started or migrated. Without a
 * database that answers, those of extensions alone.
 */
export async function chainNames(host: Host): Promise<readonly NamedChain[]> {
  const predefined = predefinedChains(host.registry).map((chain) => named(chain, false));
  const stored = await withExistingDatabase(host, 'infra complete', async ({ database }) => {
    return database === null ? [] : new ChainStore(database).list();
  }).catch(() => []);
  const taken = new Set(predefined.map(({ name }) => name));
  const saved = stored.filter(({ name }) => !taken.has(name));
  return [...predefined, ...saved.map(({ name, chain }) => named({ ...chain, name }, true))];
}

function named(
  chain: { readonly name: string; readonly description?: string | undefined },
  saved: boolean,
): NamedChain {
  return { name: chain.name, description: chain.description ?? '', saved };
}
