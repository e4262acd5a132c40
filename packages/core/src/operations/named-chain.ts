import type { ChainCatalogue } from '../chains/chain-catalogue.js';
import { ChainNotFoundError } from '../chains/chain-errors.js';
import { type ChainReading, readChain } from '../chains/read-chain.js';
import { storedCatalogue } from '../chains/stored-catalogue.js';
import type { Host } from './host.js';

/** The chains that a host knows; the database is opened when one that no extension brings is asked for. */
export function catalogueOf(host: Pick<Host, 'registry' | 'database'>): ChainCatalogue {
  return storedCatalogue(host.registry, () => host.database());
}

/**
 * Finds the chain that a text names, or reads the one that is given as data: `{ name?, description?, parameters?, steps }`.
 * @throws {ChainNotFoundError}
 */
export async function chainMeant(given: unknown, catalogue: ChainCatalogue): Promise<ChainReading> {
  if (typeof given !== 'string') return readChain(given);
  const known = await catalogue.find(given);
  if (known === null) throw new ChainNotFoundError(given, await catalogue.names());
  const { extension: _, ...chain } = known;
  return { chain };
}
