import type { Artifact } from '../artifacts/artifact.js';
import type { Throughput } from '../artifacts/throughput.js';
import type { Database } from '../database/database.js';
import { JobStore } from '../jobs/job-store.js';
import { countByInterval } from '../runs/read/count-by-interval.js';
import type { Host } from './host.js';
import { windowMs } from './hours.js';

export interface ThroughputInput {
  /** How far back, in hours from 1 to 72; 6 by default. */
  readonly hours?: number | undefined;
}

const defaultHours = 6;
const mostHours = 72;
const intervals = 60;
/** Whoever asks again so soon gets the same answer: it reads every run of the window. */
const freshMs = 10_000;

interface Kept {
  readonly at: number;
  readonly answer: Promise<Throughput>;
}

const kept = new WeakMap<Database, Map<number, Kept>>();

/**
 * How many runs ended how, in each of sixty intervals of the last hours. An answer may be ten seconds old.
 * @throws {InvalidHoursError}
 */
export async function throughput(host: Host, input: ThroughputInput = {}): Promise<Artifact<Throughput>> {
  const { hours = defaultHours } = input;
  const window = windowMs(hours, mostHours);
  const database = await host.database();
  const answers = kept.get(database) ?? new Map<number, Kept>();
  kept.set(database, answers);
  const now = host.clock.now();
  let found = answers.get(hours);
  if (found === undefined || now - found.at > freshMs) {
    found = { at: now, answer: counted(database, window / intervals) };
    answers.set(hours, found);
    found.answer.catch(() => answers.delete(hours));
  }
  return { data: await found.answer, artifact_type: 'chart', title: 'Throughput' };
}

async function counted(database: Database, intervalMs: number): Promise<Throughput> {
  const now = await new JobStore(database).now();
  // Whole intervals, so that one that is over says the same in every answer.
  const last = Math.floor(now.getTime() / intervalMs) * intervalMs;
  const from = new Date(last - (intervals - 1) * intervalMs);
  const rows = Array.from({ length: intervals }, (_, index) => ({
    from: new Date(from.getTime() + index * intervalMs).toISOString(),
    completed: 0,
    failed: 0,
    cancelled: 0,
  }));
  const sums = { completed: 0, failed: 0, cancelled: 0 };
  for (const { interval, status, runs } of await countByInterval(database, from, intervalMs)) {
    const row = rows[Math.min(interval, intervals - 1)];
    if (row !== undefined) row[status] += runs;
    sums[status] += runs;
  }
  const judged = sums.completed + sums.failed;
  return {
    from: from.toISOString(),
    until: now.toISOString(),
    interval_ms: intervalMs,
    intervals: rows,
    ...sums,
    failure_rate: judged === 0 ? null : sums.failed / judged,
  };
}
