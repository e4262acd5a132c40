import { beforeEach, describe, expect, it } from 'vitest';
import type { RegisteredJob } from '../registry/registered-job.js';
import { claimAmongQueues } from '../runs/claim/claim-among-queues.js';
import { claimRuns } from '../runs/claim/claim-runs.js';
import type { ClaimedRun } from '../runs/run.js';
import { settleRuns } from '../runs/settle/settle-runs.js';
import { freezeDatabaseClock } from '../testing/frozen-clock.js';
import { outcomes } from '../testing/run-fixtures.js';
import { serveDue } from '../testing/serve-due.js';
import { testJob } from '../testing/test-job.js';
import { LimitStore } from './limit-store.js';
import { syncJobs } from './sync-jobs.js';
import { useEmptyDatabase } from '../testing/use-test-database.js';

const { database, fixtures } = useEmptyDatabase();
let workerId: number;

const noon = Date.UTC(2026, 5, 1, 12);
const schedule = '0 * * * * *';

beforeEach(async () => {
  await freezeDatabaseClock(database, new Date(noon));
  workerId = await fixtures.worker();
});

const sync = (job: RegisteredJob) => syncJobs(database, [job], () => {});

const claim = () => claimAmongQueues(database, { workerId, limit: 9, jobNames: ['job'] }, ['default']);
const claimFree = () => claimRuns(database, { workerId, limit: 9, jobNames: ['job'] });

const limits = () =>
  database.query({
    name: 'limits',
    text: 'select job_name, max_running, running, rate, burst from job_limits',
  });

async function settle(...runs: readonly (ClaimedRun | undefined)[]): Promise<void> {
  const known = runs.flatMap((run) => run ?? []);
  const settlements = known.map((run) => ({ run, outcome: outcomes.completed }));
  await settleRuns(database, workerId, settlements);
}

const free = testJob('job');
const pair = testJob('job', { concurrency: 2 });

describe('a limit', () => {
  it('that is new holds for what waits and counts what runs; gone, it holds for nothing', async () => {
    await sync(free);
    await fixtures.enqueue(6);
    const [first, second, third] = await fixtures.claim(workerId, { limit: 3 });
    await sync(pair);
    expect(await limits()).toMatchObject([{ job_name: 'job', max_running: 2, running: 3 }]);
    expect(await claimFree()).toEqual([]);
    await settle(first);
    expect(await claim()).toEqual([]);
    await settle(second);
    const [fourth] = await claim();
    expect(fourth).toBeDefined();
    await sync(free);
    expect(await limits()).toEqual([]);
    const rest = await claimFree();
    expect(rest).toHaveLength(2);
    await sync(testJob('job', { concurrency: 10 }));
    expect(await limits()).toMatchObject([{ max_running: 10, running: 4 }]);
    await settle(third, fourth, ...rest);
    expect(await limits()).toMatchObject([{ running: 0 }]);
  });

  it('of a rate keeps its tokens when a process starts again, and follows the last build', async () => {
    const slow = (burst: number) => testJob('job', { rate: { perSecond: 0.001, burst } });
    await sync(slow(3));
    await fixtures.enqueue(4, { limited: true });
    expect(await claim()).toHaveLength(3);
    await sync(slow(3));
    expect(await claim()).toEqual([]);
    await sync(slow(9));
    expect(await limits()).toMatchObject([{ rate: 0.001, burst: 9, running: 3 }]);
    expect(await claim()).toEqual([]);
    await sync(pair);
    expect(await limits()).toMatchObject([{ max_running: 2, running: 3, rate: null, burst: null }]);
  });

  it('of overlap alone is for scheduled runs: others are as free as before', async () => {
    await sync(testJob('job', { schedule, concurrency: 5 }));
    await freezeDatabaseClock(database, new Date(noon + 60_000));
    await serveDue(database);
    await fixtures.enqueue(2, { limited: true });
    await sync(testJob('job', { schedule, overlap: 'queue' }));
    expect(await claimFree()).toHaveLength(2);
    expect(await claim()).toHaveLength(1);
    expect(await limits()).toMatchObject([{ max_running: 1, running: 1 }]);
  });

  it('that is gone strands nothing that a program of another build enqueues under it', async () => {
    await sync(free);
    await fixtures.enqueue(1, { limited: true });
    const store = new LimitStore(database);
    expect(await claim()).toEqual([]);
    expect(await store.stranded(['job', 'other'])).toEqual(['job']);
    await store.remove(['job']);
    expect(await store.stranded(['job', 'other'])).toEqual([]);
    expect(await claim()).toHaveLength(1);
  });

  it('leaves alone what is reserved for a command', async () => {
    await fixtures.enqueue(1, { reservedFor: workerId });
    await sync(pair);
    expect(await fixtures.claimReserved(workerId)).toHaveLength(1);
    expect(await limits()).toMatchObject([{ running: 0 }]);
  });
});
