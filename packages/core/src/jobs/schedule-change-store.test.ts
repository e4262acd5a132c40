import { beforeAll, expect, it } from 'vitest';
import { freezeDatabaseClock } from '../testing/frozen-clock.js';
import { testJob } from '../testing/test-job.js';
import { JobStore } from './job-store.js';
import type { WantedSchedule } from './plan-schedule.js';
import { ScheduleChangeStore } from './schedule-change-store.js';
import { useTestDatabase } from '../testing/use-test-database.js';

const { database } = useTestDatabase();

beforeAll(async () => {
  await new JobStore(database).upsert([testJob('job')]);
});

const noon = new Date('2026-06-01T12:00:00Z');

const wanted: WantedSchedule = {
  jobName: 'job',
  name: 'default',
  schedule: '* * * * * *',
  timeZone: 'UTC',
  parameters: {},
  overlap: 'skip',
  misfire: 'run-once',
  clockChange: {},
  jitterMs: 0,
  maxAttempts: 1,
  queue: 'default',
  priority: 0,
  limited: false,
  gated: false,
  subject: null,
  conflictGroup: null,
  wanted: true,
};

it.each([
  ['still to come', new Date(noon.getTime() + 500), noon],
  ['come while the change was planned', new Date(noon.getTime() - 2), new Date(noon.getTime() - 3)],
])(
  'the record of a new schedule begins before its first occurrence, which is %s',
  async (_, nextRun, since) => {
    await freezeDatabaseClock(database, noon);
    const store = new ScheduleChangeStore(database);
    const name = `at_${nextRun.getTime()}`;
    const change = {
      wanted: { ...wanted, name },
      enabled: true,
      seen: null,
      nextRun,
      close: null,
      record: [],
    };
    expect(await store.change([change])).toHaveLength(1);
    const schedules = await store.schedules(['job']);
    expect(schedules.find((schedule) => schedule.name === name)?.firstSyncedAt).toEqual(since);
  },
);
