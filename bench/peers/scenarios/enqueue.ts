import { monotonic, round, settleDown, thousands } from '../measuring.ts';
import { loadPeer } from '../load-peer.ts';
import type { Client, Peer } from '../peer.ts';
import type { Figures, Scenario, Subject } from './scenario.ts';

/** Jobs into the queue with no worker: one after the other, by ten callers at once, and a thousand with each call. */
export const enqueue: Scenario = async (subject) => {
  const peer = await loadPeer(subject.spec);
  const { enqueue: single } = subject.sizes;
  const one = await measure(peer, subject, { jobs: single, callers: 1 });
  const ten = await measure(peer, subject, { jobs: single * 4, callers: 10 });
  const bulk = await measure(peer, subject, { jobs: single * 10, callers: 0 });
  await peer.remove(subject.place);
  return {
    one_per_s: one.perSecond,
    ten_per_s: ten.perSecond,
    bulk_per_s: bulk.perSecond,
    ...lost([one, ten, bulk]),
  };
};

interface Measured {
  readonly perSecond: number;
  readonly lost: number;
}

/** @param load.callers 0: a thousand with each call, one call after the other. */
async function measure(
  peer: Peer,
  { place }: Subject,
  load: { jobs: number; callers: number },
): Promise<Measured> {
  await peer.setup(place, 'latency');
  const client = await peer.client(place, Math.max(2, load.callers));
  const warm = 100;
  for (let n = 0; n < warm; n++) await client.submit(n);
  if (load.callers === 0) await client.submitMany([warm]);
  if (peer.backend === 'postgres') await settleDown(place);
  const began = monotonic();
  await (load.callers === 0 ? inBulk(client, load.jobs) : oneByOne(client, load));
  const ms = monotonic() - began;
  const lost = warm + load.jobs + (load.callers === 0 ? 1 : 0) - (await client.unfinished());
  await client.close();
  return { perSecond: round((load.jobs / ms) * 1000, 0), lost };
}

async function oneByOne(client: Client, { jobs, callers }: { jobs: number; callers: number }): Promise<void> {
  let next = 0;
  const caller = async (): Promise<void> => {
    while (next < jobs) await client.submit(next++);
  };
  await Promise.all(Array.from({ length: callers }, caller));
}

async function inBulk(client: Client, jobs: number): Promise<void> {
  for (const ns of thousands(jobs)) await client.submitMany(ns);
}

const lost = (all: readonly Measured[]): Figures => ({
  missing: all.reduce((sum, measured) => sum + measured.lost, 0),
});
