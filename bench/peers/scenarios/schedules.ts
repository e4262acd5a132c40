import { monotonic, pause, round, serverPid, serverSeconds } from '../measuring.ts';
import { loadPeer } from '../load-peer.ts';
import { WorkerProcess } from '../worker.ts';
import type { Figures, Scenario, Subject } from './scenario.ts';

const settlingMs = 8000;

/** 10,000 schedules of which none is due: what a scheduler and its server do all the same. */
export const tenThousandSchedules: Scenario = (subject) => idle(subject, 10_000);

/** Ten times as many. */
export const hundredThousandSchedules: Scenario = (subject) => idle(subject, 100_000);

async function idle({ spec, place, sizes }: Subject, count: number): Promise<Figures> {
  const peer = await loadPeer(spec);
  if (peer.startScheduler === undefined) return { skipped: 'keeps no schedules' };
  // Once a day, hours away from now.
  const hour = new Date().getUTCHours() + 12;
  const crons = Array.from(
    { length: count },
    (_, index) => `${index % 60} ${(hour + (Math.floor(index / 60) % 3)) % 24} * * *`,
  );
  await peer.setup(place, 'latency');
  const began = monotonic();
  await peer.register?.(place, crons);
  const worker = await WorkerProcess.ready(spec, place);
  await worker.schedule(crons);
  const startSeconds = (monotonic() - began) / 1000;
  await pause(settlingMs);
  const server = peer.backend === 'postgres' ? serverPid.postgres : serverPid.redis;
  const [before, serverBefore] = [await worker.report(), serverSeconds(server)];
  await pause(sizes.idle * 1000);
  const [after, serverAfter] = [await worker.report(), serverSeconds(server)];
  await worker.stop();
  await peer.remove(place);
  const per30s = (seconds: number) => round((seconds / sizes.idle) * 30, 3);
  return {
    cpu_s_per_30s: per30s(after.cpuSeconds - before.cpuSeconds + serverAfter - serverBefore),
    process_s_per_30s: per30s(after.cpuSeconds - before.cpuSeconds),
    server_s_per_30s: per30s(serverAfter - serverBefore),
    register_s: round(startSeconds, 1),
    memory_mb: round(after.memoryMb, 0),
  };
}
