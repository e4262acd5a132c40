import { monotonic, pause, round } from '../measuring.ts';
import { loadPeer } from '../load-peer.ts';
import { WorkerProcess } from '../worker.ts';
import type { Figures, Scenario } from './scenario.ts';

const jobs = 10;
const longestMs = 60_000;

/** A worker that holds ten running jobs is killed: when has another one, which was there before, begun them all? */
export const rescue: Scenario = async ({ spec, place }): Promise<Figures> => {
  const peer = await loadPeer(spec);
  if (peer.noRescue !== undefined) return { skipped: peer.noRescue };
  await peer.setup(place, 'rescue');
  const client = await peer.client(place, 2);
  const victim = await WorkerProcess.ready(spec, place);
  const held = new Set<number>();
  victim.onExecuted = (n) => held.add(n);
  await victim.work({ profile: 'rescue', mode: 'hang', jobs: 0 });
  await client.submitMany(Array.from({ length: jobs }, (_, n) => n));
  await until(() => held.size === jobs);
  const rescuer = await WorkerProcess.ready(spec, place);
  const begun = new Map<number, number>();
  let executions = 0;
  rescuer.onExecuted = (n, at) => {
    executions++;
    if (!begun.has(n)) begun.set(n, at);
  };
  await rescuer.work({ profile: 'rescue', mode: 'tell', jobs: 0 });
  // Time enough for one that takes the living for dead.
  await pause(5000);
  const early = executions;
  const killed = monotonic();
  await victim.kill();
  await until(() => begun.size === jobs);
  await pause(1500);
  const ended = await client.unfinished();
  await rescuer.stop();
  await client.close();
  await peer.remove(place);
  const times = [...begun.values()].map((at) => at - killed);
  return {
    first_ms: round(Math.min(...times), 0),
    all_ms: round(Math.max(...times), 0),
    missing: jobs - begun.size,
    doubled: executions - begun.size,
    too_early: early,
    unfinished: ended,
  };
};

async function until(reached: () => boolean): Promise<void> {
  const limit = monotonic() + longestMs;
  while (!reached() && monotonic() < limit) await pause(10);
}
