import { beforeEach, describe, expect, test } from 'vitest';
import type { NamedSchedule, RegisteredJob } from '../registry/registered-job.js';
import { createFakeClock } from '../testing/fake-clock.js';
import { freezeDatabaseClock } from '../testing/frozen-clock.js';
import { testJob } from '../testing/test-job.js';
import { useEmptyDatabase } from '../testing/use-test-database.js';
import { allOccurrences } from './all-occurrences.js';
import type { Host } from './host.js';
import { throughput } from './throughput.js';

const { database, query } = useEmptyDatabase();

beforeEach(() => freezeDatabaseClock(database, new Date('2026-06-01T12:00:30Z')));

function hostOf(jobs: readonly RegisteredJob[]) {
  const clock = createFakeClock(0);
  const host = { clock, registry: { jobs }, database: () => Promise.resolve(database) } as unknown as Host;
  return { clock, host };
}

describe('the throughput', () => {
  const ended = (status: string, time: string) =>
    query(
      `insert into job_runs (job_name, status, trigger, created_at, started_at, finished_at)
        values ('greet', $1, 'manual', $2, $2, $2)`,
      [status, `2026-06-01T${time}Z`],
    );

  test('is counted by how runs ended in whole intervals, the last of which goes on', async () => {
    await ended('completed', '11:00:59');
    await ended('completed', '11:01:00');
    await ended('cancelled', '11:30:00');
    await ended('failed', '11:59:59');
    await ended('completed', '12:00:10');
    await ended('completed', '12:00:20');
    const { data } = await throughput(hostOf([]).host, { hours: 1 });
    expect(data).toMatchObject({
      from: '2026-06-01T11:01:00.000Z',
      until: '2026-06-01T12:00:30.000Z',
      interval_ms: 60_000,
      completed: 3,
      failed: 1,
      cancelled: 1,
      failure_rate: 0.25,
    });
    const told = data.intervals.filter(
      ({ completed, failed, cancelled }) => completed + failed + cancelled > 0,
    );
    expect(data.intervals).toHaveLength(60);
    expect(told).toEqual([
      { from: '2026-06-01T11:01:00.000Z', completed: 1, failed: 0, cancelled: 0 },
      { from: '2026-06-01T11:30:00.000Z', completed: 0, failed: 0, cancelled: 1 },
      { from: '2026-06-01T11:59:00.000Z', completed: 0, failed: 1, cancelled: 0 },
      { from: '2026-06-01T12:00:00.000Z', completed: 2, failed: 0, cancelled: 0 },
    ]);
  });

  test('is counted once in ten seconds, however many ask, for each window', async () => {
    const { clock, host } = hostOf([]);
    await clock.advance(60_000);
    const completed = async (hours: number) => (await throughput(host, { hours })).data.completed;
    expect(await completed(2)).toBe(0);
    await ended('completed', '12:00:10');
    await clock.advance(10_000);
    expect([await completed(2), await completed(3)]).toEqual([0, 1]);
    await clock.advance(1);
    expect(await completed(2)).toBe(1);
  });

  test('of no run that was judged has no rate of failures', async () => {
    await ended('cancelled', '11:30:00');
    expect((await throughput(hostOf([]).host, { hours: 4 })).data.failure_rate).toBeNull();
  });
});

describe('the coming occurrences', () => {
  const schedule = (name: string, expression: string, enabled = true): NamedSchedule => ({
    name,
    schedule: expression,
    timeZone: 'UTC',
    parameters: {},
    enabled,
  });
  const job = (name: string, schedules: readonly NamedSchedule[], enabled = true): RegisteredJob => ({
    ...testJob(name),
    enabled,
    schedules,
  });
  const { host } = hostOf([
    job('hourly', [schedule('default', '0 0 * * * *'), schedule('off', '0 0 * * * *', false)]),
    job('disabled', [schedule('default', '0 0 * * * *')], false),
    job('yearly', [schedule('default', '0 0 0 1 1 *')]),
    job('by_hand', []),
  ]);

  test('are those of schedules and jobs that are on, within the window', async () => {
    const { data } = await allOccurrences(host, { hours: 3 });
    expect(data).toMatchObject({ from: '2026-06-01T12:00:30.000Z', until: '2026-06-01T15:00:30.000Z' });
    expect(data.schedules).toMatchObject([
      {
        job_name: 'hourly',
        schedule_name: 'default',
        at: ['2026-06-01T13:00:00.000Z', '2026-06-01T14:00:00.000Z', '2026-06-01T15:00:00.000Z'],
        occurrences: 3,
      },
    ]);
  });

  test('are listed up to a limit, and counted beyond it', async () => {
    const { data } = await allOccurrences(host, { limit: 2 });
    expect(data.schedules.map(({ at, occurrences }) => [at.length, occurrences])).toEqual([[2, 24]]);
  });
});
