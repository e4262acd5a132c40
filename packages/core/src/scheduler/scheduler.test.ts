import type { Misfire, Overlap } from '@infra/traits';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../clock/clock.js';
import { occurrencesOf } from '../clock/occurrences.js';
import type { Session, Statement } from '../database/database.js';
import type { RuntimeEvent } from '../events/runtime-event.js';
import { PauseStore } from '../jobs/pause-store.js';
import { ScheduleStore } from '../jobs/schedule-store.js';
import { syncJobs } from '../jobs/sync-jobs.js';
import type { RegisteredJob } from '../registry/registered-job.js';
import { claimAmongQueues } from '../runs/claim/claim-among-queues.js';
import { claimRuns, promoteDueRuns } from '../runs/claim/claim-runs.js';
import { cancelRuns } from '../runs/settle/cancel-runs.js';
import { RunStore } from '../runs/run-store.js';
import { settleRuns } from '../runs/settle/settle-runs.js';
import { WorkerStore } from '../runs/workers/worker-store.js';
import { createFakeClock } from '../testing/fake-clock.js';
import { freezeDatabaseClock } from '../testing/frozen-clock.js';
import { openTestDatabase } from '../testing/index.js';
import { serveDue } from '../testing/serve-due.js';
import { testJob } from '../testing/test-job.js';
import { Scheduler } from './scheduler.js';
import { startDelay } from './start-delay.js';
import { useEmptyDatabase } from '../testing/use-test-database.js';

const { connection, database } = useEmptyDatabase();

const noon = Date.UTC(2026, 5, 1, 12);
const everyTenSeconds = '*/10 * * * * *';

const syncAt = async (seconds: number, ...jobs: RegisteredJob[]) => {
  await freezeDatabaseClock(database, new Date(noon + seconds * 1_000));
  await syncJobs(database, jobs, () => {});
};
const serveAt = async (seconds: number) => {
  await freezeDatabaseClock(database, new Date(noon + seconds * 1_000));
  return serveDue(database);
};

/** The runs as `schedule status seconds`, those of the spans as `schedule reason first-last count`. */
async function runs(): Promise<string[]> {
  const rows = await database.query<{ name: string; status: string; at: Date }>({
    name: 'runs',
    text: `select schedule_name as name, status, scheduled_for as at from job_runs order by scheduled_for, schedule_name`,
  });
  return rows.map(({ name, status, at }) => `${name} ${status} ${secondsOf(at)}`);
}

async function spans(): Promise<string[]> {
  const rows = await database.query<{
    name: string;
    reason: string;
    first: Date;
    last: Date | null;
    count: number;
  }>({
    name: 'spans',
    text: `select schedule_name as name, reason, first, last, count from skipped_occurrences order by first, schedule_name`,
  });
  return rows.map(({ name, reason, first, last, count }) => {
    return `${name} ${reason} ${secondsOf(first)}-${last === null ? '' : secondsOf(last)} ${count}`;
  });
}

function secondsOf(at: Date): number {
  return (at.getTime() - noon) / 1_000;
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

describe('while everything is paused', () => {
  const pauses = () => new PauseStore(database);

  it('nothing ticks; resumed, what was due follows the misfire policy, and every occurrence is covered', async () => {
    await syncAt(0, testJob('job', { schedule: everyTenSeconds, misfire: 'run-once', overlap: 'allow' }));
    await pauses().pause(null, 'ann', 'moving house');
    const { events } = await serveAt(50);
    expect(events).toEqual([]);
    expect(await runs()).toEqual([]);
    await freezeDatabaseClock(database, new Date(noon + 57_000));
    await pauses().resume(null);
    await serveDue(database);
    expect(await spans()).toEqual(['default misfire 10-40 4']);
    expect(await runs()).toEqual(['default queued 50']);
  });

  it('for one queue only, schedules tick on', async () => {
    await syncAt(0, testJob('job', { schedule: everyTenSeconds, queue: 'mail' }));
    await pauses().pause('mail', 'ann', 'quiet');
    await serveAt(10);
    expect(await runs()).toEqual(['default queued 10']);
  });
});

describe('an occurrence while an earlier run is unfinished', () => {
  async function claimAndFinish(workerId: number): Promise<() => Promise<void>> {
    const request = { workerId, limit: 10, jobNames: ['job'] };
    const claimed = await claimAmongQueues(database, request, ['default']);
    return async () => {
      const outcome = { status: 'completed', result: null, error: null } as const;
      await settleRuns(
        database,
        workerId,
        claimed.map((run) => ({ run, outcome })),
      );
    };
  }

  it.each<[Overlap, string[], string[]]>([
    ['skip', ['default completed 10', 'default queued 50'], ['default overlap 20-40 3']],
    [
      'queue',
      [
        'default completed 10',
        'default queued 20',
        'default queued 30',
        'default queued 40',
        'default queued 50',
      ],
      [],
    ],
    [
      'allow',
      [
        'default completed 10',
        'default queued 20',
        'default queued 30',
        'default queued 40',
        'default queued 50',
      ],
      [],
    ],
  ])('by the policy %s', async (overlap, ran, skipped) => {
    const workerId = await newWorker();
    await syncAt(0, testJob('job', { schedule: everyTenSeconds, overlap }));
    await serveAt(10);
    const finish = await claimAndFinish(workerId);
    for (const seconds of [20, 30, 40]) await serveAt(seconds);
    await finish();
    await serveAt(50);
    expect(await runs()).toEqual(ran);
    expect(await spans()).toEqual(skipped);
  });

  it('begins a new span after each run', async () => {
    const workerId = await newWorker();
    await syncAt(0, testJob('job', { schedule: everyTenSeconds }));
    for (const start of [10, 40]) {
      await serveAt(start);
      const finish = await claimAndFinish(workerId);
      await serveAt(start + 10);
      await serveAt(start + 20);
      await finish();
    }
    expect(await spans()).toEqual(['default overlap 20-30 2', 'default overlap 50-60 2']);
  });

  it('runs one at a time by the policies queue and cancel-running, however many wait', async () => {
    const workerId = await newWorker();
    const request = { workerId, limit: 10, jobNames: ['job'] };
    for (const overlap of ['queue', 'cancel-running'] as const) {
      await syncAt(0, testJob('job', { schedule: everyTenSeconds, overlap }));
      await serveAt(10);
      await serveAt(20);
      expect(await claimRuns(database, request)).toEqual([]);
      expect(await claimAmongQueues(database, request, ['default'])).toHaveLength(1);
      expect(await claimAmongQueues(database, request, ['default'])).toEqual([]);
      await database.query({ name: 'clear', text: 'delete from job_runs' });
      await database.query({ name: 'clear_limits', text: 'update job_limits set running = 0' });
      await database.query({ name: 'clear_schedules', text: 'delete from scheduled_jobs' });
    }
  });

  it('by the policy cancel-running takes the place of the earlier runs of its schedule', async () => {
    const workerId = await newWorker();
    const store = new RunStore(database);
    await syncAt(0, testJob('job', { schedule: everyTenSeconds, overlap: 'cancel-running' }));
    await serveAt(10);
    await claimAndFinish(workerId);
    await serveAt(20);
    const { superseded } = await serveAt(30);
    expect(superseded).toEqual(['job']);
    const overtaken = await store.superseded(superseded);
    const { cancelled, requested } = await cancelRuns(database, overtaken, {
      reason: 'overtaken',
      actor: null,
      force: false,
    });
    expect([cancelled, requested].map((ids) => ids.length)).toEqual([1, 1]);
    expect(await runs()).toEqual(['default running 10', 'default cancelled 20', 'default queued 30']);
  });
});

describe('two schedules of one job at the same moment', () => {
  it.each<Overlap>(['skip', 'allow', 'queue'])('have a run each, overlap %s', async (overlap) => {
    const schedule = { schedule: everyTenSeconds, timeZone: 'UTC', enabled: true };
    const schedules = ['one', 'two'].map((name) => ({ ...schedule, name, parameters: { which: name } }));
    await syncAt(0, testJob('job', { schedules, overlap }));
    await serveAt(10);
    expect(await runs()).toEqual(['one queued 10', 'two queued 10']);
    const given = await database.query({
      name: 'given',
      text: 'select parameters from job_runs order by schedule_name',
    });
    expect(given).toEqual([{ parameters: { which: 'one' } }, { parameters: { which: 'two' } }]);
  });

  it('do not overtake each other by the policy cancel-running', async () => {
    const schedule = { schedule: everyTenSeconds, timeZone: 'UTC', parameters: {}, enabled: true };
    const schedules = ['one', 'two'].map((name) => ({ ...schedule, name }));
    await syncAt(0, testJob('job', { schedules, overlap: 'cancel-running' }));
    const { superseded } = await serveAt(10);
    expect(await new RunStore(database).superseded(superseded)).toEqual([]);
  });
});

describe('three months without a scheduler', () => {
  it.each<[Misfire, string[]]>([
    ['run-once', ['0', '1', '2', '3', '4', '5']],
    ['skip', ['0', '1', '2', '3', '4', '5']],
    [{ runAll: 2 }, ['4', '5']],
  ])('of an every-second schedule are one row, at once: %j', async (misfire, punctual) => {
    const threeMonths = 90 * 86_400;
    await syncAt(0, testJob('job', { schedule: '* * * * * *', misfire, overlap: 'allow' }));
    const began = process.threadCpuUsage();
    await serveAt(threeMonths + 5);
    // Of this thread, in microseconds: walking through the seconds would take half a minute.
    expect(process.threadCpuUsage(began).user).toBeLessThan(2_000_000);
    expect(await runs()).toEqual(punctual.map((late) => `default queued ${threeMonths + Number(late)}`));
    const last = threeMonths + Number(punctual[0]) - 1;
    expect(await spans()).toEqual([`default misfire 1-${last} ${last}`]);
  });

  it.each<[Misfire, string[], string[]]>([
    ['run-once', ['default queued 7772400'], ['default misfire 3600-7768800 2158']],
    ['skip', [], ['default misfire 3600-7772400 2159']],
    [
      { runAll: 2 },
      ['default queued 7768800', 'default queued 7772400'],
      ['default misfire 3600-7765200 2157'],
    ],
  ])('of an hourly schedule, found in the middle of an hour: %j', async (misfire, ran, skipped) => {
    await syncAt(0, testJob('job', { schedule: '0 0 * * * *', misfire, overlap: 'allow' }));
    await serveAt(90 * 86_400 - 1_800);
    expect(await runs()).toEqual(ran);
    expect(await spans()).toEqual(skipped);
  });
});

describe('a scheduler', () => {
  it('delays a run by its jitter, not the occurrence', async () => {
    const jitterMs = 3_600_000;
    await syncAt(0, testJob('job', { schedule: '0 0 * * * *', jitterMs }));
    await serveAt(3_600);
    const [run] = await database.query<{ at: Date; available: Date; ready: boolean }>({
      name: 'delayed',
      text: 'select scheduled_for as at, available_at as available, ready from job_runs',
    });
    const delay = startDelay(jitterMs, 'job', 'default', new Date(noon + 3_600_000));
    expect(run).toEqual({
      at: new Date(noon + 3_600_000),
      available: new Date(noon + 3_600_000 + delay),
      ready: false,
    });
    expect(Math.round((await promoteDueRuns(database)).nextInMs ?? 0)).toBe(delay);
  });

  it('serves the other schedules when it cannot read one, says so once, and leaves that one to others', async () => {
    await syncAt(
      0,
      testJob('good', { schedule: everyTenSeconds }),
      testJob('bad', { schedule: everyTenSeconds }),
    );
    await database.query({
      name: 'newer_zone',
      text: `update job_schedules set time_zone = 'Mars/Olympus' where job_name = 'bad'`,
    });
    const { events } = await serveAt(10);
    expect(events.filter(({ kind }) => kind === 'fault')).toMatchObject([
      { where: 'schedule default of bad' },
    ]);
    expect(await runs()).toEqual(['default queued 10']);
  });

  it('tells nobody to cancel and enqueues nothing when nothing is due', async () => {
    await syncAt(0, testJob('job', { schedule: everyTenSeconds, overlap: 'cancel-running' }));
    const { superseded, events } = await serveAt(9.999);
    expect([superseded, events]).toEqual([[], []]);
  });

  it('is served although the tick came a moment early, and was done only after it', async () => {
    await syncAt(0, testJob('job', { schedule: everyTenSeconds }));
    const justBefore = `select timestamptz '2026-06-01T12:00:09.999999Z'`;
    await database.query({
      name: 'just_before',
      text: `create or replace function infra_now() returns timestamptz language sql stable parallel safe as $$${justBefore}$$`,
    });
    const session: Session = {
      query: async <Row extends object>(statement: Statement, values: readonly unknown[] = []) => {
        const rows = await database.query<Row>(statement, values);
        const [jobNames] = values as readonly (readonly string[] | undefined)[];
        if (statement.name === 'tick' && jobNames?.length === 1)
          await freezeDatabaseClock(database, new Date(noon + 10_000));
        return rows;
      },
    };
    const clock = createFakeClock(Date.now());
    const scheduler = new Scheduler({
      schedules: new ScheduleStore(session),
      clock,
      emit: () => {},
      enqueued: () => {},
      supersede: async () => {},
    });
    scheduler.start();
    await clock.untilSleeping();
    await clock.advance(1);
    await clock.untilSleeping();
    await clock.advance(1);
    await clock.untilSleeping();
    await scheduler.stop();
    expect(await runs()).toEqual(['default queued 10']);
  });

  it('waits for a clock that is set back, and serves no occurrence twice', async () => {
    await syncAt(0, testJob('job', { schedule: everyTenSeconds, overlap: 'allow' }));
    await serveAt(10);
    await serveAt(3);
    await syncAt(3, testJob('job', { schedule: '*/5 * * * * *', overlap: 'allow' }));
    for (const seconds of [5, 10, 15]) await serveAt(seconds);
    expect(await runs()).toEqual(['default queued 5', 'default queued 10', 'default queued 15']);
    expect(await spans()).toEqual([]);
  });
});

it('leaves the claim of what it has enqueued to itself for 10 ms, and only then looks again', async () => {
  await syncAt(0, testJob('job', { schedule: everyTenSeconds }));
  await freezeDatabaseClock(database, new Date(noon + 10_000));
  const asked: string[] = [];
  const session: Session = {
    query: (statement, values) => {
      asked.push(statement.name);
      return database.query(statement, values);
    },
  };
  const clock = createFakeClock(Date.now());
  let looksBefore = 0;
  const looks = () => asked.filter((name) => name === 'schedule_horizon').length;
  const scheduler = new Scheduler({
    schedules: new ScheduleStore(session),
    clock,
    emit: () => {},
    enqueued: () => (looksBefore = looks()),
    supersede: async () => {},
  });
  scheduler.start();
  await clock.untilSleeping();
  await clock.advance(1);
  await clock.untilSleeping();
  expect([looksBefore, looks()]).toEqual([1, 1]);
  await clock.advance(5);
  expect(looks()).toBe(1);
  await clock.advance(10);
  await clock.untilSleeping();
  expect(looks()).toBe(2);
  await scheduler.stop();
});

it('goes on at once where one look does not take all that is due', async () => {
  const names = Array.from({ length: 2_001 }, (_, index) => `job_${index}`);
  await syncAt(0, ...names.map((name) => testJob(name, { schedule: everyTenSeconds })));
  await serveAt(10);
  expect(await runs()).toHaveLength(2_001);
});

it('two schedulers on fifty every-second schedules miss none and serve none twice', async () => {
  const jobs = Array.from({ length: 50 }, (_, index) =>
    testJob(`job_${index}`, { schedule: '* * * * * *', overlap: 'allow' }),
  );
  await syncJobs(database, jobs, () => {});
  const events: RuntimeEvent[] = [];
  const databases = [openTestDatabase(connection), openTestDatabase(connection)];
  const schedulers = databases.map(
    (each) =>
      new Scheduler({
        schedules: new ScheduleStore(each),
        clock: systemClock,
        emit: (event) => events.push(event),
        enqueued: () => {},
        supersede: async () => {},
      }),
  );
  const [began] = await database.query<{ at: Date }>({
    name: 'began',
    text: 'select max(first_synced_at) as at from job_schedules',
  });
  for (const scheduler of schedulers) scheduler.start();
  await expect.poll(async () => (await runs()).length).toBeGreaterThanOrEqual(4 * 50);
  await Promise.all(schedulers.map((scheduler) => scheduler.stop()));
  await Promise.all(databases.map((each) => each.close()));

  const rows = await database.query<{ job: string; at: Date[]; next: Date }>({
    name: 'by_job',
    text: `select s.job_name as job, s.next_run as next, array_agg(r.scheduled_for order by r.scheduled_for) as at
      from job_schedules s join job_runs r using (job_name) group by s.job_name, s.name`,
  });
  expect(rows).toHaveLength(50);
  const everySecond = occurrencesOf({ schedule: '* * * * * *', timeZone: 'UTC' });
  for (const { at, next } of rows) {
    const first = at[0]?.getTime() ?? 0;
    expect(first - (began?.at.getTime() ?? 0)).toBeLessThanOrEqual(1_000);
    expect(at).toEqual([...everySecond.between(new Date(first), new Date(next.getTime() - 1))]);
  }
  expect(await spans()).toEqual([]);
  expect(events.filter(({ kind }) => kind !== 'ticked')).toEqual([]);
});

it('asks for no wait for the disk when it ticks, and only for the transaction of the tick', async () => {
  const durability = { name: 'durability', text: `select current_setting('synchronous_commit') as waits` };
  await syncAt(0, testJob('job', { schedule: everyTenSeconds }));
  await database.transaction(async (session) => {
    await session.query({ name: 'durable', text: `select set_config('synchronous_commit', 'on', true)` });
    await new ScheduleStore(session).tick([]);
    expect(await session.query(durability)).toEqual([{ waits: 'off' }]);
  });
  const { waits } = (
    await database.query<{ waits: string }>({
      name: 'durability_by_default',
      text: `select reset_val as waits from pg_settings where name = 'synchronous_commit'`,
    })
  )[0]!;
  const every = await Promise.all(Array.from({ length: 10 }, () => database.query(durability)));
  expect(every.flat()).toEqual(Array.from({ length: 10 }, () => ({ waits })));
});
