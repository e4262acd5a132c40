import { median, monotonic, round } from '../measuring.ts';
import { loadPeer } from '../load-peer.ts';
import { workOff } from './drain.ts';
import type { Figures, Scenario } from './scenario.ts';

/** The drain of one worker process with many finished jobs kept, against the same without; and the last 20 failed ones. */
export const history: Scenario = async (subject): Promise<Figures> => {
  const { place, sizes } = subject;
  const peer = await loadPeer(subject.spec);
  if (peer.fillHistory === undefined) return { skipped: 'keeps nothing' };
  await peer.setup(place, 'throughput');
  const empty = Number((await workOff(subject, 1))['jobs_per_s']);
  await peer.setup(place, 'throughput');
  await peer.fillHistory(place, sizes.history);
  const full = await workOff(subject, 1);
  const client = await peer.client(place, 1);
  const times: number[] = [];
  let rows = 0;
  for (let index = 0; index < 11; index++) {
    const began = monotonic();
    rows = (await client.lastFailed?.()) ?? 0;
    times.push(monotonic() - began);
  }
  await client.close();
  await peer.remove(place);
  return {
    jobs_per_s: full['jobs_per_s'] ?? Number.NaN,
    empty_per_s: empty,
    of_empty: round(Number(full['jobs_per_s']) / empty),
    last_failed_ms: round(median(times)),
    last_failed_rows: rows,
    missing: full['missing'] ?? Number.NaN,
    doubled: full['doubled'] ?? Number.NaN,
  };
};
