import { beforeEach, describe, expect, it } from 'vitest';
import type { RuntimeEvent } from '../events/runtime-event.js';
import { JobStore } from '../jobs/job-store.js';
import { OccurrenceLedger } from '../jobs/occurrence-ledger.js';
import { switchJob } from '../jobs/switch-job.js';
import { syncJobs } from '../jobs/sync-jobs.js';
import type { RegisteredJob } from '../registry/registered-job.js';
import { createFakeClock } from '../testing/fake-clock.js';
import { freezeDatabaseClock } from '../testing/frozen-clock.js';
import { testJob } from '../testing/test-job.js';
import { Housekeeping } from './housekeeping.js';
import { useEmptyDatabase } from '../testing/use-test-database.js';

const { database, query } = useEmptyDatabase();
let events: RuntimeEvent[];

const noon = Date.UTC(2026, 5, 1, 12);
const job = testJob('job', { schedule: '0 * * * * *' });
const other = testJob('other', { schedule: '0 * * * * *' });

beforeEach(async () => {
  events = [];
  await at(0);
  await syncJobs(database, [job, other], () => {});
});

const at = (seconds: number) => freezeDatabaseClock(database, new Date(noon + seconds * 1_000));

/** A process that keeps house and has these jobs, on a clock that stands; `look` lets so many seconds pass and it look. */
async function house(...jobs: RegisteredJob[]) {
  const clock = createFakeClock(noon);
  // A machine that sleeps shows another time before any timer fires.
  let asleep = 0;
  const wallClock = { ...clock, now: () => clock.now() + asleep };
  const dependencies = { database, clock: wallClock, emit: (event: RuntimeEvent) => events.push(event) };
  const jobNames = jobs.map(({ name }) => name);
  const resync = () => syncJobs(database, jobs, () => {});
  const housekeeping = new Housekeeping({ ...dependencies, jobNames, resync });
  housekeeping.start();
  await clock.untilSleeping();
  return {
    async look(seconds = 2) {
      // As a machine that is awake: in steps, not in one leap.
      for (let left = seconds; left > 0; left -= 2) {
        await clock.advance(2_000);
        await clock.untilSleeping();
      }
    },
    async sleep(seconds: number) {
      asleep += seconds * 1_000;
      await clock.advance(2_000);
      await clock.untilSleeping();
    },
    stop: () => housekeeping.stop(),
  };
}

async function schedule(jobName = 'job') {
  const [stored] = await new JobStore(database).schedules([jobName]);
  return { enabled: stored?.enabled, nextRun: stored?.nextRun ?? null };
}

async function spansOf(jobName: string) {
  const spans = await new OccurrenceLedger(database).spans(jobName, 10);
  return spans.map(({ reason, last, count }) => ({ reason, last, count }));
}

describe("an operator's word with an end", () => {
  const until = new Date(noon + 3_600_000);

  it('ends by itself, gives the job back to its code and leaves a trace', async () => {
    await switchJob(database, job, { enabled: false, actor: 'ann', reason: 'too loud', until });
    const keeper = await house(job, other);
    await at(3_599);
    await keeper.look();
    expect(await schedule()).toMatchObject({ enabled: false });

    await at(3_600);
    await keeper.look();
    expect(await schedule()).toEqual({ enabled: true, nextRun: new Date(noon + 3_660_000) });
    expect(await spansOf('job')).toEqual([{ reason: 'disabled', last: until, count: 60 }]);
    expect(events).toEqual([{ kind: 'switch_expired', jobName: 'job', enabled: true }]);
    const trace = await database.query({
      name: 'trace',
      text: 'select actor, action from audit_events order by id',
    });
    expect(trace).toEqual([
      { actor: 'ann', action: 'job_disabled' },
      { actor: 'scheduler', action: 'job_reset' },
    ]);
    await keeper.stop();
  });

  it('is ended once, whoever keeps house', async () => {
    await switchJob(database, job, { enabled: false, actor: 'ann', reason: null, until });
    const keepers = await Promise.all([house(job, other), house(job, other)]);
    await at(3_600);
    await Promise.all(keepers.map((keeper) => keeper.look()));
    expect(events).toHaveLength(1);
    await Promise.all(keepers.map((keeper) => keeper.stop()));
  });

  it('is not ended when the operator has spoken anew', async () => {
    await switchJob(database, job, { enabled: false, actor: 'ann', reason: null, until });
    await at(3_600);
    await switchJob(database, job, { enabled: false, actor: 'ann', reason: null, until: null });
    const keeper = await house(job, other);
    await keeper.look();
    expect(await schedule()).toMatchObject({ enabled: false });
    await keeper.stop();
  });
});

describe('a job that no live process has', () => {
  const minutes = 10;

  it('is orphaned: it fires no more, and what it misses is recorded, until a process has it again', async () => {
    const keeper = await house(job);
    await at(minutes * 60 + 1);
    await keeper.look(100);
    expect(events).toEqual([{ kind: 'job_orphaned', jobName: 'other' }]);
    expect(await schedule('other')).toEqual({ enabled: false, nextRun: null });
    expect(await schedule('job')).toMatchObject({ enabled: true });
    expect(await spansOf('other')).toEqual([
      { reason: 'no_worker', last: null, count: 0 },
      { reason: 'misfire', last: new Date(noon + 601_000), count: minutes },
    ]);

    await at(minutes * 60 + 3_600);
    await syncJobs(database, [other], () => {});
    expect(await schedule('other')).toMatchObject({ enabled: true, nextRun: new Date(noon + 4_260_000) });
    expect(await spansOf('other')).toMatchObject([{ reason: 'no_worker', count: 60 }, { reason: 'misfire' }]);
    await keeper.stop();
  });

  it('comes back when the process that has it wakes from a sleep', async () => {
    const [keeper, sleeper] = await Promise.all([house(job), house(other)]);
    await at(3_600);
    await keeper.look(100);
    expect(await schedule('other')).toMatchObject({ enabled: false });
    await sleeper.sleep(3_600);
    expect(await schedule('other')).toMatchObject({ enabled: true });
    await Promise.all([keeper.stop(), sleeper.stop()]);
  });

  it('is not taken for orphaned by a process that has slept itself', async () => {
    const [keeper, second] = await Promise.all([house(job), house(other)]);
    await keeper.look(100);
    await at(3_600);
    await keeper.sleep(3_600);
    await second.sleep(3_600);
    await keeper.look(100);
    expect(events).toEqual([]);
    expect(await schedule('other')).toMatchObject({ enabled: true });
    await Promise.all([keeper.stop(), second.stop()]);
  });

  it('stays switched off by the operator when it comes back', async () => {
    await switchJob(database, other, { enabled: false, actor: 'ann', reason: null, until: null });
    const keeper = await house(job);
    await at(3_600);
    await keeper.look(100);
    await syncJobs(database, [other], () => {});
    expect(await schedule('other')).toMatchObject({ enabled: false });
    expect(await spansOf('other')).toMatchObject([{ reason: 'disabled', last: null }]);
    await keeper.stop();
  });
});

describe('what somebody left half done', () => {
  it.each([
    [
      'a switch that is turned off',
      true,
      `update scheduled_jobs set enabled = false where job_name = 'job'`,
      false,
    ],
    [
      'a switch that is turned on',
      false,
      `update scheduled_jobs set enabled = true where job_name = 'job'`,
      true,
    ],
    [
      'an orphan that is marked',
      true,
      `update scheduled_jobs set orphaned_at = infra_now() where job_name = 'job'`,
      false,
    ],
  ])('is completed: %s', async (_, before, half, after) => {
    await switchJob(database, job, { enabled: before, actor: 'ann', reason: null, until: null });
    const keeper = await house(other);
    await query(half);
    await keeper.look(30);
    expect(await schedule()).toMatchObject({ enabled: after });
    expect((await spansOf('job')).filter(({ last }) => last === null)).toHaveLength(after ? 0 : 1);
    await keeper.stop();
  });
});

it('keeps house for the others when one job makes trouble, and tells once', async () => {
  const until = new Date(noon + 1_000);
  for (const each of [job, other])
    await switchJob(database, each, { enabled: false, actor: 'ann', reason: null, until });
  const zone = {
    name: 'zone',
    text: `update job_schedules set time_zone = 'Mars/Olympus' where job_name = 'job'`,
  };
  await database.query(zone);
  const keeper = await house(job, other);
  await at(1);
  await keeper.look(6);
  expect(events).toMatchObject([
    { kind: 'fault', where: 'housekeeping of job' },
    { kind: 'switch_expired', jobName: 'other' },
  ]);
  expect(await schedule('other')).toMatchObject({ enabled: true });
  await keeper.stop();
});

it('goes on after a round that failed, and tells', async () => {
  const keeper = await house(job, other);
  await database.query({ name: 'hide', text: 'alter table scheduled_jobs rename to hidden' });
  await keeper.look();
  await database.query({ name: 'show', text: 'alter table hidden rename to scheduled_jobs' });
  await switchJob(database, job, {
    enabled: false,
    actor: 'ann',
    reason: null,
    until: new Date(noon + 1_000),
  });
  await at(1);
  await keeper.look();
  expect(events).toMatchObject([{ kind: 'fault', where: 'housekeeping' }, { kind: 'switch_expired' }]);
  await keeper.stop();
});

describe('slots', () => {
  it('that are miscounted at two looks are counted anew, and told of', async () => {
    await query(`update queues set width = 3, running = 3`);
    const housekeeping = await house(job);
    expect(events).toEqual([]);
    await housekeeping.look(12);
    expect(events).toEqual([{ kind: 'slots_recounted', jobs: [], queues: ['default'] }]);
    expect(await query('select running from queues')).toEqual([{ running: 0 }]);
    await housekeeping.look(22);
    expect(events).toHaveLength(1);
    await housekeeping.stop();
  });

  it('are left alone when somebody corrects them in between', async () => {
    await query(`update queues set width = 3, running = 2`);
    const housekeeping = await house(job);
    await query(`update queues set running = 0`);
    await housekeeping.look(12);
    await query(`update queues set running = 1`);
    await housekeeping.look(10);
    expect(events).toEqual([]);
    await housekeeping.stop();
  });

  it('of a limit that is gone keep no run waiting', async () => {
    await query(
      `insert into job_runs (job_name, status, trigger, limited) values ('job', 'queued', 'manual', true)`,
    );
    const housekeeping = await house(job);
    expect(await query('select limited from job_runs')).toEqual([{ limited: false }]);
    await housekeeping.stop();
  });
});
