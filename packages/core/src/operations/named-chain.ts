import type { ChainCatalogue } from '../chains/chain-catalogue.js';
import { ChainNotFoundError } from '../chains/chain-errors.js';
import { type ChainReading, readChain } from '../chains/read-chain.js';
import { storedCatalogue } from '../chains/stored-catalogue.js';
import type { Host } from './host.js';

/** A chain to work on: one that is known by its name, or one that somebody has written. */
export type ChainReference =
  | { readonly name: string }
  /** As `infra chains validate` takes it from a file: `{ name?, description?, parameters?, steps }`. */
  | { readonly chain: unknown };

/** The chains that a host knows; the database is opened when one that no extension brings is asked for. */
export function catalogueOf(host: Pick<Host, 'registry' | 'database'>): ChainCatalogue {
  return storedCatalogue(host.registry, () => host.database());
}

/**
 * Finds the chain that is meant, or reads the one that is given.
 * @throws {ChainNotFoundError}
 */
export async function chainMeant(
  reference: ChainReference,
  catalogue: ChainCatalogue,
): Promise<ChainReading> {
  if ('chain' in reference) return readChain(reference.chain);
  const known = await catalogue.find(reference.name);
  if (known === null) throw new ChainNotFoundError(reference.name, await catalogue.names());
  const { extension: _, ...chain } = known;
  return { chain };
}
