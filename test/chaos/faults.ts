import { setTimeout as pause } from 'node:timers/promises';
import type { Chance } from './chance.ts';
import type { ChaosHost, Place } from './chaos-host.ts';

/** Longer than the lease of the campaign's workers. */
const beyondLease = [1_800, 3_000] as const;

type Fault = (host: ChaosHost, place: Place, chance: Chance) => Promise<void>;

/** Everything that is done to processes, connections and the server; each is over when its promise resolves. */
export const faults = {
  kill: async (_host, place) => void place.child.kill('SIGKILL'),
  stop: async (_host, place, chance) => {
    const { child } = place;
    child.kill('SIGSTOP');
    await pause(chance.between(...beyondLease));
    child.kill('SIGCONT');
  },
  terminate: async (host) => {
    await host.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where application_name like 'infra%' and application_name <> 'infra test' and pid <> pg_backend_pid()`,
    );
  },
  restart: async (host) => host.cluster.restart(),
  // What was sent into the silence is lost, so the connections of that time are never used again.
  silence: async (_host, place, chance) => {
    place.line.silence();
    await pause(chance.between(...beyondLease));
    place.line.cut();
    place.line.restore();
  },
  cut: async (_host, place, chance) => {
    place.line.cut();
    await pause(chance.between(200, 2_500));
    place.line.restore();
  },
} satisfies Record<string, Fault>;

export type FaultName = keyof typeof faults;

/** How many faults of each kind there were. */
export type FaultCounts = Record<FaultName, number>;

const deck: readonly [FaultName, ...FaultName[]] = [
  'kill',
  'kill',
  'kill',
  'stop',
  'stop',
  'terminate',
  'terminate',
  'silence',
  'silence',
  'cut',
  'cut',
  'restart',
];

/** Goes on doing harm until the time is over, up to two faults at once on different workers. */
export async function doHarm(host: ChaosHost, chance: Chance, until: number): Promise<FaultCounts> {
  const counts: FaultCounts = { kill: 0, stop: 0, terminate: 0, restart: 0, silence: 0, cut: 0 };
  const underWay = new Map<Place, Promise<void>>();
  while (Date.now() < until) {
    await pause(chance.between(100, 900));
    const free = host.places.filter((place) => !underWay.has(place));
    const place = free[chance.whole(0, Math.max(1, free.length))];
    // One worker at least is left alone, so that there is something to lose.
    if (place === undefined || free.length < 2) continue;
    const name = chance.oneOf(deck);
    counts[name]++;
    const fault: Fault = faults[name];
    const harm = fault(host, place, chance).catch(ignoreLostConnection);
    if (name === 'restart' || name === 'terminate') await harm;
    else
      underWay.set(
        place,
        harm.finally(() => underWay.delete(place)),
      );
  }
  await Promise.all(underWay.values());
  return counts;
}

/** The campaign's own connection may be cut with the others. */
function ignoreLostConnection(error: unknown): void {
  if ((error as { code?: string }).code !== 'database_unreachable') throw error;
}
