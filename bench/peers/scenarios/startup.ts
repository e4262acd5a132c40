import { median, round } from '../measuring.ts';
import { loadPeer } from '../load-peer.ts';
import { WorkerProcess } from '../worker.ts';
import type { Scenario } from './scenario.ts';

/** One job waits: from the start of a process to the moment at which it begins the job. */
export const startup: Scenario = async ({ spec, place, sizes }) => {
  const peer = await loadPeer(spec);
  const times: number[] = [];
  for (let start = 0; start < sizes.starts; start++) {
    await peer.setup(place, 'latency');
    const client = await peer.client(place, 1);
    await client.submit(7);
    await client.close();
    const worker = new WorkerProcess(spec, place, { atOnce: true });
    const began = new Promise<number>((resolve) => {
      worker.onExecuted = (_, at) => resolve(at);
    });
    times.push((await began) - worker.spawnedAt);
    await worker.stop();
  }
  await peer.remove(place);
  return { first_job_ms: round(median(times), 0), slowest_ms: round(Math.max(...times), 0) };
};
