import { monotonic, pause, round, thousands } from '../measuring.ts';
import { loadPeer } from '../load-peer.ts';
import { WorkerProcess } from '../worker.ts';
import type { Scenario } from './scenario.ts';

const longestMs = 900_000;
/** Jobs that are enqueued ahead of the worker. */
const ahead = 20_000;

/** One worker process and very many jobs: its memory while it works on them. */
export const memory: Scenario = async ({ spec, place, sizes }) => {
  const peer = await loadPeer(spec);
  await peer.setup(place, 'throughput');
  const client = await peer.client(place, 2);
  const worker = await WorkerProcess.ready(spec, place);
  await worker.work({ profile: 'throughput', mode: 'count', jobs: sizes.memory });
  const limit = monotonic() + longestMs;
  const samples: number[] = [];
  const sampling = setInterval(() => {
    void worker.report().then(
      ({ memoryMb }) => samples.push(memoryMb),
      () => {},
    );
  }, 250);
  const reached = async (jobs: number): Promise<void> => {
    while (worker.executed < jobs && monotonic() < limit) await pause(5);
  };
  for (const ns of thousands(sizes.memory)) {
    await reached((ns[0] ?? 0) - ahead);
    await client.submitMany(ns);
  }
  await reached(sizes.memory);
  clearInterval(sampling);
  const { executed } = await worker.report();
  await worker.stop();
  await client.close();
  await peer.remove(place);
  const quarter = Math.floor(samples.length / 4);
  const highest = (from: number) => Math.max(...samples.slice(from, from + quarter));
  return {
    jobs: executed,
    second_quarter_mb: round(highest(quarter), 0),
    last_quarter_mb: round(highest(3 * quarter), 0),
    growth: round(highest(3 * quarter) / highest(quarter)),
  };
};
