import { beforeEach, describe, expect, it } from 'vitest';
import type { RuntimeEvent } from '../events/runtime-event.js';
import { LogStore } from '../logs/log-store.js';
import type { NamedSchedule, RegisteredJob } from '../registry/registered-job.js';
import { claimAmongQueues } from '../runs/claim/claim-among-queues.js';
import { claimRuns } from '../runs/claim/claim-runs.js';
import { newRun } from '../runs/submit/new-run.js';
import { storeRuns } from '../testing/store-runs.js';
import { settleRuns } from '../runs/settle/settle-runs.js';
import { WorkerStore } from '../runs/workers/worker-store.js';
import { freezeDatabaseClock } from '../testing/frozen-clock.js';
import { serveDue } from '../testing/serve-due.js';
import { testJob } from '../testing/test-job.js';
import { JobStore } from './job-store.js';
import { OccurrenceLedger } from './occurrence-ledger.js';
import { resetJob, switchJob } from './switch-job.js';
import { syncJobs } from './sync-jobs.js';
import { useEmptyDatabase } from '../testing/use-test-database.js';

const { database } = useEmptyDatabase();
let jobs: JobStore;

const noon = Date.UTC(2026, 5, 1, 12);
const schedule = '0 * * * * *';
const word = { actor: 'ann', reason: 'quiet, please', until: null };

beforeEach(async () => {
  jobs = new JobStore(database);
  await at(0);
});

const at = (seconds: number) => freezeDatabaseClock(database, new Date(noon + seconds * 1_000));

async function sync(...registered: RegisteredJob[]): Promise<RuntimeEvent[]> {
  const events: RuntimeEvent[] = [];
  await syncJobs(database, registered, (event) => events.push(event));
  return events;
}

async function schedulesOf(jobName: string): Promise<string[]> {
  const stored = await jobs.schedules([jobName]);
  return stored.map(({ name, enabled, nextRun }) => `${name} ${enabled ? nextRun?.toISOString() : 'off'}`);
}

async function enqueue(jobName: string): Promise<number> {
  const run = newRun(testJob(jobName), { trigger: 'manual', parameters: {}, actor: 'test' });
  const [id] = await storeRuns(database, [run]);
  return id ?? 0;
}

async function newWorker(): Promise<number> {
  const worker = {
    kind: 'work',
    host: 'test',
    pid: 1,
    version: '0',
    concurrency: 1,
    jobNames: ['job'],
  } as const;
  return new WorkerStore(database).register(worker);
}

describe('a sync', () => {
  it('writes what the code says and tells what it changed', async () => {
    expect(await sync(testJob('job', { schedule }))).toEqual([
      { kind: 'jobs_synced', jobs: 1, changed: ['job/default'] },
    ]);
    expect(await jobs.read('job')).toMatchObject({
      enabled: true,
      enabledBy: 'code',
      nextRun: new Date(noon + 60_000),
    });
    expect(await sync(testJob('job', { schedule }))).toEqual([{ kind: 'jobs_synced', jobs: 1, changed: [] }]);
    expect(await sync(testJob('job', { schedule: '30 * * * * *' }))).toMatchObject([
      { changed: ['job/default'] },
    ]);
    expect(await schedulesOf('job')).toEqual(['default 2026-06-01T12:00:30.000Z']);
  });

  it('keeps the column that others read as the earliest next run of all schedules', async () => {
    const named = (name: string, cron: string): NamedSchedule => {
      return { name, schedule: cron, timeZone: 'UTC', parameters: {}, enabled: true };
    };
    const column = async () => {
      const [row] = await database.query<{ at: Date | null }>({
        name: 'column',
        text: 'select next_run as at from scheduled_jobs',
      });
      return row?.at ?? null;
    };
    const early = named('early', '10 * * * * *');
    await sync(testJob('job', { schedules: [early, named('late', '40 * * * * *')] }));
    expect(await column()).toEqual(new Date(noon + 10_000));
    await sync(testJob('job', { schedules: [early, named('late', '50 * * * * *')] }));
    expect(await column()).toEqual(new Date(noon + 10_000));
    await sync(testJob('job', { schedules: [named('late', '50 * * * * *')] }));
    expect(await column()).toEqual(new Date(noon + 50_000));
    await switchJob(database, testJob('job'), { ...word, enabled: false });
    expect(await column()).toBeNull();
  });

  it('stops a schedule that the code no longer has, keeps its record, and takes it up again', async () => {
    await sync(testJob('job', { schedule }));
    await sync(testJob('job'));
    expect(await schedulesOf('job')).toEqual(['default off']);
    await at(180);
    await sync(testJob('job', { schedule }));
    expect(await schedulesOf('job')).toEqual(['default 2026-06-01T12:04:00.000Z']);
    expect(await new OccurrenceLedger(database).spans('job', 9)).toMatchObject([
      { reason: 'disabled', count: 3 },
    ]);
  });

  it("leaves the operator's word alone until it is reset", async () => {
    const job = testJob('job', { schedule });
    await sync(job);
    await switchJob(database, job, { ...word, enabled: false });
    await sync(job);
    expect(await jobs.read('job')).toMatchObject({
      enabled: false,
      enabledBy: 'operator',
      actor: 'ann',
      reason: word.reason,
    });
    expect(await schedulesOf('job')).toEqual(['default off']);

    await sync({ ...job, enabled: false });
    await switchJob(database, job, { ...word, enabled: true });
    await sync({ ...job, enabled: false });
    expect(await schedulesOf('job')).toEqual(['default 2026-06-01T12:01:00.000Z']);
    await resetJob(database, 'job', { ...word, enabled: false });
    expect(await jobs.read('job')).toMatchObject({
      enabled: false,
      enabledBy: 'code',
      reason: null,
      actor: null,
    });
    expect(await schedulesOf('job')).toEqual(['default off']);
  });

  it('switches a schedule that the configuration has off neither on nor off with its job', async () => {
    const off = { name: 'off', schedule, timeZone: 'UTC', parameters: {}, enabled: false };
    const job = testJob('job', { schedules: [off] });
    await sync(job);
    await switchJob(database, job, { ...word, enabled: true });
    expect(await schedulesOf('job')).toEqual(['off off']);
  });

  it('of two builds at once ends with one of the two, whole', async () => {
    const builds = [schedule, '30 * * * * *'].map((cron) =>
      Array.from({ length: 20 }, (_, index) =>
        testJob(`job_${index}`, { schedule: cron, overlap: index % 2 ? 'queue' : 'skip' }),
      ),
    );
    for (let round = 0; round < 5; round++) await Promise.all(builds.map((build) => sync(...build)));
    for (let index = 0; index < 20; index++) {
      const [stored] = await jobs.schedules([`job_${index}`]);
      const next = stored?.schedule === schedule ? 60_000 : 30_000;
      expect(stored).toMatchObject({ enabled: true, nextRun: new Date(noon + next) });
    }
  });

  it('does not switch on what an operator switches off meanwhile', async () => {
    const job = testJob('job', { schedule });
    const second = {
      ...testJob('job', { schedule }),
      schedules: [...job.schedules, { ...job.schedules[0]!, name: 'b' }],
    };
    for (let round = 0; round < 10; round++) {
      await switchJob(database, job, { ...word, enabled: true });
      await Promise.all([
        sync(round % 2 ? job : second),
        switchJob(database, job, { ...word, enabled: false }),
        sync(round % 2 ? second : job),
      ]);
      expect(new Set((await jobs.schedules(['job'])).map(({ enabled }) => enabled))).toEqual(
        new Set([false]),
      );
    }
  });
});

describe('a job with a new name', () => {
  const old = testJob('old_name', { schedule, overlap: 'queue' });
  const renamed = { ...testJob('job', { schedule, overlap: 'queue' }), formerly: ['older_name', 'old_name'] };

  it("takes history, operator's word, logs, spans and what is running along", async () => {
    await sync(old);
    const workerId = await newWorker();
    await at(60);
    await serveDue(database);
    const request = { workerId, limit: 9, jobNames: ['old_name'] };
    const [running] = await claimAmongQueues(database, request, ['default']);
    if (running === undefined) throw new Error('nothing was claimed');
    await new LogStore(database).append([
      { runId: running.id, attempt: 1, at: new Date(), level: 'info', message: 'hello', fields: null },
    ]);
    await switchJob(database, old, { ...word, enabled: false });

    expect(await sync(renamed)).toMatchObject([
      { kind: 'job_renamed', from: 'old_name', to: 'job' },
      { changed: [] },
    ]);
    expect(await jobs.read('old_name')).toBeNull();
    expect(await jobs.read('job')).toMatchObject({
      enabled: false,
      enabledBy: 'operator',
      reason: word.reason,
    });
    expect(await schedulesOf('job')).toEqual(['default off']);
    expect(await new OccurrenceLedger(database).spans('job', 9)).toMatchObject([
      { reason: 'disabled', last: null },
    ]);
    expect(await new LogStore(database).ofRun(running.id, 9)).toHaveLength(1);

    const settled = await settleRuns(database, workerId, [
      { run: running, outcome: { status: 'completed', result: null, error: null } },
    ]);
    expect([...settled]).toEqual([[running.id, 'completed']]);
    expect(await jobs.read('job')).toMatchObject({ runCount: 1, lastStatus: 'success' });
    expect(
      await database.query({ name: 'limits', text: 'select job_name, running from job_limits' }),
    ).toEqual([{ job_name: 'job', running: 0 }]);
    expect(await sync(renamed)).toMatchObject([{ kind: 'jobs_synced', changed: [] }]);
  });

  it('keeps what was said and counted under the new name before its first sync', async () => {
    await sync(old);
    await switchJob(database, renamed, { ...word, enabled: false });
    await enqueue('job');
    const workerId = await newWorker();
    const [run] = await claimRuns(database, { workerId, limit: 1, jobNames: ['job'] });
    await settleRuns(database, workerId, [
      { run: run!, outcome: { status: 'failed', result: null, error: null } },
    ]);
    await sync(renamed);
    expect(await jobs.read('job')).toMatchObject({
      enabled: false,
      enabledBy: 'operator',
      actor: 'ann',
      runCount: 1,
    });
    expect(await jobs.read('old_name')).toBeNull();
  });

  it('leaves the old one alone when both have schedules', async () => {
    await sync(old, testJob('job', { schedule }));
    expect(await sync(renamed)).toMatchObject([{ kind: 'jobs_synced' }]);
    expect(await schedulesOf('old_name')).toEqual(['default 2026-06-01T12:01:00.000Z']);
  });

  it('is renamed once by two processes at the same time', async () => {
    await sync(old);
    const events = (await Promise.all([sync(renamed), sync(renamed)])).flat();
    expect(events.filter(({ kind }) => kind === 'job_renamed')).toHaveLength(1);
    expect(await schedulesOf('job')).toEqual(['default 2026-06-01T12:01:00.000Z']);
  });
});

describe('a job that may run one at a time', () => {
  it('frees what waits and what runs when that no longer holds, and counts anew when it holds again', async () => {
    const single = testJob('job', { schedule, overlap: 'queue' });
    const workerId = await newWorker();
    const request = { workerId, limit: 9, jobNames: ['job'] };
    await sync(single);
    for (const seconds of [60, 120, 180]) {
      await at(seconds);
      await serveDue(database);
    }
    const [first] = await claimAmongQueues(database, request, ['default']);
    await sync({ ...single, overlap: 'allow' });
    const rest = await claimRuns(database, request);
    expect(rest).toHaveLength(2);
    await sync(single);
    const outcome = { status: 'completed', result: null, error: null } as const;
    const settled = await settleRuns(
      database,
      workerId,
      [first!, ...rest].map((run) => ({ run, outcome })),
    );
    expect(settled.size).toBe(3);
    await at(240);
    await serveDue(database);
    expect(await claimAmongQueues(database, request, ['default'])).toHaveLength(1);
  });
});
