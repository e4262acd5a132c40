import { drain, drainByTwo } from './drain.ts';
import { enqueue } from './enqueue.ts';
import { history } from './history.ts';
import { memory } from './memory.ts';
import { rescue } from './rescue.ts';
import type { Scenario } from './scenario.ts';
import { hundredThousandSchedules, tenThousandSchedules } from './schedules.ts';
import { startup } from './startup.ts';
import { latency, roundtrip } from './waiting.ts';

export interface ListedScenario {
  readonly title: string;
  readonly measure: Scenario;
  /** Rounds by default. */
  readonly rounds: number;
  /** Who is measured by default, as far as it is installed. */
  readonly peers: readonly string[];
}

const all = ['infra', 'graphile-worker', 'pg-boss', 'bullmq', 'raw'];

/** By name, in the order in which they are measured. */
export const scenarios: Readonly<Record<string, ListedScenario>> = {
  drain: {
    title: '20,000 jobs that do nothing, one worker process',
    measure: drain,
    rounds: 5,
    peers: [...all, 'raw:fast'],
  },
  drain2: { title: 'the same, two worker processes', measure: drainByTwo, rounds: 5, peers: all },
  enqueue: {
    title: 'jobs enqueued a second: one by one, by ten callers, a thousand a call',
    measure: enqueue,
    rounds: 3,
    peers: [...all, 'bullmq:always', 'raw:fast'],
  },
  latency: { title: 'idle: enqueue → start, in another process', measure: latency, rounds: 3, peers: all },
  roundtrip: {
    title: 'idle: enqueue → result, from another process',
    measure: roundtrip,
    rounds: 3,
    peers: ['infra', 'bullmq', 'raw'],
  },
  rescue: {
    title: 'a worker with ten running jobs is killed: all of them begun elsewhere',
    measure: rescue,
    rounds: 3,
    peers: ['infra', 'graphile-worker', 'pg-boss', 'bullmq'],
  },
  history: {
    title: 'the drain with finished jobs kept',
    measure: history,
    rounds: 2,
    peers: ['infra', 'pg-boss', 'bullmq', 'raw'],
  },
  schedules10k: {
    title: '10,000 schedules, none due: processor seconds in 30 s',
    measure: tenThousandSchedules,
    rounds: 1,
    peers: ['infra', 'graphile-worker', 'pg-boss', 'bullmq'],
  },
  schedules100k: {
    title: '100,000 schedules, none due',
    measure: hundredThousandSchedules,
    rounds: 1,
    peers: ['infra'],
  },
  startup: { title: 'cold process → first job begun', measure: startup, rounds: 2, peers: all },
  memory: { title: 'memory of one worker over very many jobs', measure: memory, rounds: 1, peers: ['infra'] },
};
