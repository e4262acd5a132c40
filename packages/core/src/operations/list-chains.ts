import type { Artifact } from '../artifacts/artifact.js';
import type { ChainList } from '../artifacts/chain-list.js';
import type { Host } from './host.js';
import { chainsOfHost, listedChain } from './listed-chain.js';

/** The chains that can be run by their names: those of extensions, and those that somebody saved. */
export async function listChains(host: Host): Promise<Artifact<ChainList>> {
  const found = await chainsOfHost(host);
  const chains = found.map((one) => ({ ...listedChain(one), steps: one.chain.steps.length }));
  return { data: { chains, total: chains.length }, artifact_type: 'table', title: 'Chains' };
}
