import type { Peer } from './peer.ts';

const loaders: Readonly<Record<string, () => Promise<{ peer: Peer }>>> = {
  infra: () => import('./adapters/infra.ts'),
  'graphile-worker': () => import('./adapters/graphile-worker.ts'),
  'pg-boss': () => import('./adapters/pg-boss.ts'),
  bullmq: () => import('./adapters/bullmq.ts'),
  raw: () => import('./adapters/raw.ts'),
};

/** The adapters' names, in the order in which they are reported. */
export const peerNames = Object.keys(loaders);

/** @throws {Error} for a name that no adapter has. */
export async function loadPeer(spec: string): Promise<Peer> {
  const load = loaders[spec.split(':')[0] ?? ''];
  if (load === undefined) throw new Error(`'${spec}' is none of ${peerNames.join(', ')}`);
  return (await load()).peer;
}
