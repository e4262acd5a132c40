import type { ChainList } from '../artifacts/chain-list.js';
import { type KnownChain, predefinedChains } from '../chains/chain-catalogue.js';
import { ChainStore, type SavedChain } from '../chains/chain-store.js';
import { type ChainSchedule, chainSchedules } from '../chains/schedule-chain.js';
import type { Host } from './host.js';

/** A chain that can be named, with what is stored of it. */
export interface HostChain {
  readonly chain: KnownChain;
  /** Null for one that an extension brings. */
  readonly saved: SavedChain | null;
  /** Null where it is on none. */
  readonly schedule: ChainSchedule | null;
}

/** Every chain that can be named, by name. What an extension brings hides what was saved under its name. */
export async function chainsOfHost(host: Host): Promise<HostChain[]> {
  const database = await host.database();
  const [saved, schedules] = await Promise.all([new ChainStore(database).list(), chainSchedules(database)]);
  const chains = new Map<string, Omit<HostChain, 'schedule'>>();
  for (const one of saved)
    chains.set(one.name, { chain: { ...one.chain, name: one.name, extension: null }, saved: one });
  for (const chain of predefinedChains(host.registry)) chains.set(chain.name, { chain, saved: null });
  const times = new Map(schedules.filter(({ wanted }) => wanted).map((one) => [one.name, one]));
  return [...chains.values()]
    .map((one) => ({ ...one, schedule: times.get(one.chain.name) ?? null }))
    .toSorted((one, other) => (one.chain.name < other.chain.name ? -1 : 1));
}

/** What a list shows of a chain. */
export function listedChain({
  chain,
  saved,
  schedule,
}: HostChain): Omit<ChainList['chains'][number], 'steps'> {
  return {
    name: chain.name,
    description: chain.description ?? '',
    origin: chain.extension === null ? 'saved' : 'predefined',
    extension: chain.extension,
    schedule: schedule?.schedule ?? '',
    time_zone: schedule?.timeZone ?? null,
    next_run: schedule?.nextRun?.toISOString() ?? null,
    saved_by: saved?.savedBy ?? null,
    saved_at: saved?.savedAt.toISOString() ?? null,
  };
}
