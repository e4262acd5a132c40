import { JobResult } from '@infra/traits';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../clock/clock.js';
import type { Database } from '../database/database.js';
import type { RuntimeEvent } from '../events/runtime-event.js';
import { type RegisteredJob } from '../registry/registered-job.js';
import { RunStore } from '../runs/run-store.js';
import { createTestDatabase, openTestDatabase, type TestDatabase } from '../testing/index.js';
import type { JobProvider } from './job-provider.js';
import { Worker } from './worker.js';

let test: TestDatabase;
let database: Database;

beforeAll(async () => {
  test = await createTestDatabase();
  database = openTestDatabase(test.connection);
});

afterAll(async () => {
  await database.close();
  await test.drop();
});

const plain: RegisteredJob = {
  name: 'plain',
  description: '',
  extension: 'test',
  tags: [],
  schedule: '',
  timeZone: 'UTC',
  enabled: true,
  schedules: [],
  parameters: null,
  configuredParameters: {},
  timeoutMs: null,
  retry: { maxAttempts: 1, firstMs: 10, factor: 2, capMs: 100, jitter: 0 },
  overlap: 'skip',
  misfire: 'run-once',
  clockChange: {},
  jitterMs: 0,
  formerly: [],
  module: 'test.ts',
};

function provider(jobs: Record<string, () => Promise<JobResult>>): JobProvider {
  return {
    names: Object.keys(jobs),
    provide: async (name) => ({
      job: { ...plain, name },
      parse: (given) => given,
      execute: () => jobs[name]!(),
    }),
  };
}

function newWorker(jobs: JobProvider, events: RuntimeEvent[]): Worker {
  const options = {
    kind: 'work',
    host: 'test',
    version: '0',
    concurrency: 10,
    heartbeatMs: 200,
    leaseMs: 1_000,
    maxLost: 3,
  } as const;
  return new Worker(options, { database, jobs, clock: systemClock, emit: (event) => events.push(event) });
}

describe('a worker', () => {
  it('runs what is queued and records the result', async () => {
    const events: RuntimeEvent[] = [];
    const worker = newWorker(provider({ plain: async () => JobResult.success().withStats(3, 1) }), events);
    await worker.start();
    const runs = new RunStore(database);
    const [id] = await runs.enqueue([
      { jobName: 'plain', trigger: 'api', parameters: {}, maxAttempts: 1, actor: 'test', reservedFor: null },
    ]);
    worker.wake();
    await expect.poll(async () => (await runs.read([id!]))[0]?.status).toBe('completed');
    const [run] = await runs.read([id!]);
    expect(run?.result).toMatchObject({ success: true, items_processed: 3, items_failed: 1 });
    await worker.stop(1000);
    expect(events.filter((event) => event.kind === 'fault')).toEqual([]);
  });
});
