import type { Session } from '../database/database.js';
import type { JobRegistry } from '../registry/job-registry.js';
import { type ChainCatalogue, predefinedChains } from './chain-catalogue.js';
import { ChainStore } from './chain-store.js';

/**
 * The chains of a host: those of its extensions, and those that are saved. What an extension brings goes before what
 * somebody had saved under the name.
 * @param database called when something that no extension brings is asked for.
 */
export function storedCatalogue(
  registry: Pick<JobRegistry, 'extensions'>,
  database: () => Promise<Session>,
): ChainCatalogue {
  const predefined = new Map(predefinedChains(registry).map((chain) => [chain.name, chain]));
  return {
    async find(name) {
      const known = predefined.get(name);
      if (known !== undefined) return known;
      const saved = await new ChainStore(await database()).read(name);
      return saved === null ? null : { ...saved.chain, name, extension: null };
    },
    async names() {
      const saved = await new ChainStore(await database()).list();
      return [...new Set([...predefined.keys(), ...saved.map(({ name }) => name)])].toSorted();
    },
  };
}
