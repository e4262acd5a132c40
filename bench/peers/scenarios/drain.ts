import { monotonic, pause, round, serverPid, serverSeconds, settleDown, thousands } from '../measuring.ts';
import { loadPeer } from '../load-peer.ts';
import type { Client } from '../peer.ts';
import { WorkerProcess } from '../worker.ts';
import type { Report } from '../worker-process.ts';
import type { Figures, Scenario, Subject } from './scenario.ts';

const longestMs = 180_000;

/** So many waiting jobs that do nothing, worked off by one worker process. */
export const drain: Scenario = (subject) => drainEmpty(subject, 1);

/** The same, by two worker processes. */
export const drainByTwo: Scenario = (subject) => drainEmpty(subject, 2);

async function drainEmpty(subject: Subject, workers: number): Promise<Figures> {
  const peer = await loadPeer(subject.spec);
  await peer.setup(subject.place, 'throughput');
  const figures = await workOff(subject, workers);
  await peer.remove(subject.place);
  return figures;
}

/** Enqueues jobs in what stands there and measures how they are worked off, counting every execution. */
export async function workOff({ spec, place, sizes }: Subject, workers: number): Promise<Figures> {
  const peer = await loadPeer(spec);
  const client = await peer.client(place, 4);
  const keptBefore = await client.kept();
  for (const ns of thousands(sizes.drain)) await client.submitMany(ns);
  if (peer.backend === 'postgres') await settleDown(place);
  const processes = await Promise.all(
    Array.from({ length: workers }, () => WorkerProcess.ready(spec, place)),
  );
  const server = peer.backend === 'postgres' ? serverPid.postgres : serverPid.redis;
  const serverBefore = serverSeconds(server);
  const began = monotonic();
  await Promise.all(
    processes.map((worker) => worker.work({ profile: 'throughput', mode: 'count', jobs: sizes.drain })),
  );
  await finished(client, processes, sizes.drain);
  const ended = monotonic();
  const serverCpu = serverSeconds(server) - serverBefore;
  const reports = await Promise.all(processes.map((worker) => worker.report()));
  const kept = (await client.kept()) - keptBefore;
  await Promise.all(processes.map((worker) => worker.stop()));
  await client.close();
  const workerCpu = reports.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
  const first = Math.min(...processes.map(({ firstAt }) => (firstAt === 0 ? Infinity : firstAt)));
  return {
    jobs_per_s: round((sizes.drain / (ended - began)) * 1000, 0),
    // Without the start of the worker.
    steady_per_s: round((sizes.drain / (ended - first)) * 1000, 0),
    first_job_ms: round(first - began, 0),
    cpu_us_per_job: round(((workerCpu + serverCpu) / sizes.drain) * 1e6, 0),
    worker_us_per_job: round((workerCpu / sizes.drain) * 1e6, 0),
    server_us_per_job: round((serverCpu / sizes.drain) * 1e6, 0),
    ...judged(reports, sizes.drain),
    kept,
  };
}

async function finished(client: Client, workers: readonly WorkerProcess[], jobs: number): Promise<void> {
  const limit = monotonic() + longestMs;
  const executed = () => workers.reduce((sum, worker) => sum + worker.executed, 0);
  while (executed() < jobs) {
    if (monotonic() > limit) throw new Error(`only ${executed()} of ${jobs} jobs ran`);
    await pause(5);
  }
  while ((await client.unfinished()) > 0) {
    if (monotonic() > limit) throw new Error('some jobs are never recorded as finished');
    await pause(2);
  }
}

/** Counts the jobs that never ran and the executions that were too many. */
function judged(reports: readonly Report[], jobs: number): Figures {
  let missing = 0;
  let doubled = 0;
  const counts = reports.map((report) => Buffer.from(report.counts, 'base64'));
  for (let job = 0; job < jobs; job++) {
    const executions = counts.reduce((sum, of) => sum + (of[job] ?? 0), 0);
    if (executions === 0) missing++;
    else doubled += executions - 1;
  }
  return { missing, doubled };
}
