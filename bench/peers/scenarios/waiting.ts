import { monotonic, pause, percentile, round } from '../measuring.ts';
import { loadPeer } from '../load-peer.ts';
import { WorkerProcess } from '../worker.ts';
import type { Figures, Scenario } from './scenario.ts';

/** So that a worker is at rest before anything is measured. */
const settlingMs = 2500;
const warmUp = 10;
const longestMs = 20_000;

/** An idle system: from the call that enqueues one job to the moment at which another process begins it. */
export const latency: Scenario = async ({ spec, place, sizes }) => {
  const peer = await loadPeer(spec);
  await peer.setup(place, 'latency');
  const client = await peer.client(place, 2);
  const worker = await WorkerProcess.ready(spec, place);
  const waiting = new Map<number, (at: number) => void>();
  worker.onExecuted = (n, at) => waiting.get(n)?.(at);
  await worker.work({ profile: 'latency', mode: 'tell', jobs: 0 });
  await pause(settlingMs);
  const times: number[] = [];
  let lost = 0;
  for (let n = 0; n < sizes.single + warmUp; n++) {
    await pause(10 + Math.random() * 60);
    const executed = new Promise<number>((resolve) => waiting.set(n, resolve));
    const began = monotonic();
    await client.submit(n);
    const at = await Promise.race([executed, pause(longestMs)]);
    if (at === undefined) lost++;
    else if (n >= warmUp) times.push(at - began);
  }
  await worker.stop();
  await client.close();
  await peer.remove(place);
  return {
    p50_ms: round(percentile(times, 0.5)),
    p99_ms: round(percentile(times, 0.99)),
    max_ms: round(Math.max(...times)),
    missing: lost,
  };
};

/** An idle system: from the call that enqueues one job to its result, which another process made. */
export const roundtrip: Scenario = async ({ spec, place, sizes }): Promise<Figures> => {
  const peer = await loadPeer(spec);
  await peer.setup(place, 'latency');
  const client = await peer.client(place, 4);
  const worker = await WorkerProcess.ready(spec, place);
  try {
    if (client.submitAndWait === undefined) return { skipped: 'has no way to wait for a result' };
    await worker.work({ profile: 'latency', mode: 'count', jobs: 0 });
    await pause(settlingMs);
    const times: number[] = [];
    let wrong = 0;
    for (let n = 0; n < sizes.single + warmUp; n++) {
      await pause(5 + Math.random() * 30);
      const began = monotonic();
      const result = (await client.submitAndWait(n)) as { n?: number } | null;
      if (n >= warmUp) times.push(monotonic() - began);
      if (result?.n !== n) wrong++;
    }
    return { p50_ms: round(percentile(times, 0.5)), p99_ms: round(percentile(times, 0.99)), wrong };
  } finally {
    await worker.stop();
    await client.close();
    await peer.remove(place);
  }
};
