import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../database/database.js';
import type { RegisteredJob } from '../registry/registered-job.js';
import { createTestDatabase, openTestDatabase, type TestDatabase } from '../testing/index.js';
import { testJob } from '../testing/test-job.js';
import { areJobsWritten } from './are-jobs-written.js';
import { syncJobs } from './sync-jobs.js';

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

const nightly = {
  name: 'nightly',
  schedule: '0 0 2 * * *',
  timeZone: 'Europe/Berlin',
  parameters: { deep: true, ratio: 0.5, tags: ['a', 'b'] },
  enabled: true,
};
const scheduled: Partial<RegisteredJob> = {
  schedule: '0 0 * * * *',
  schedules: [{ ...nightly, name: 'default', schedule: '0 0 * * * *' }, nightly],
  misfire: { runAll: 5 },
  clockChange: { missing: 'skip' },
  description: 'Copies what is new',
};
const first = testJob('first', scheduled);
const second = testJob('second', { after: ['first'], configuredParameters: { from: 'first' }, priority: 7 });
const jobs = [first, second];
const pinged = new Set(['first']);

const sync = () => syncJobs(database, jobs, () => {}, pinged);
const written = (these: readonly RegisteredJob[] = jobs, told: ReadonlySet<string> = pinged) =>
  areJobsWritten(database, these, told);

describe('jobs are written', () => {
  beforeEach(async () => {
    await database.query({ name: 'begin', text: 'delete from scheduled_jobs' });
    await database.query({ name: 'limits', text: 'delete from job_limits' });
    await sync();
  });

  it('once they are synced, also by a program that has fewer of them', async () => {
    expect(await written()).toBe(true);
    expect(await written([second])).toBe(true);
    expect(await written([])).toBe(true);
  });

  it('by the word of an operator too, when their schedules go by it', async () => {
    const off = `update scheduled_jobs set enabled = false, enabled_by = 'operator' where job_name = 'first'`;
    await database.query({ name: 'off', text: off });
    expect(await written()).toBe(false);
    await sync();
    expect(await written()).toBe(true);
  });

  it.each<[string, Partial<RegisteredJob>]>([
    ['its description', { description: 'Copies everything' }],
    ['its first schedule', { schedule: '0 30 * * * *' }],
    ['whether it is enabled', { enabled: false }],
    ['a schedule less', { schedules: [nightly] }],
    ['a parameter of a schedule', { schedules: [{ ...nightly, parameters: { deep: false } }] }],
    ['what happens to a late occurrence', { misfire: 'skip' }],
    ['what happens when clocks change', { clockChange: {} }],
    ['its attempts', { retry: { ...first.retry, maxAttempts: 2 } }],
    ['its queue', { queue: 'copies' }],
    ['what its runs work on', { subject: 'ratio' }],
    ['its alert', { alert: { after: 5, pause: false } }],
    ['a limit', { concurrency: 1 }],
    ['a former name that still has a row', { formerly: ['second'] }],
    ['a job to come after', { after: ['second'] }],
  ])('not when this program says otherwise: %s', async (_, change) => {
    expect(await written([{ ...first, ...change }, second])).toBe(false);
  });

  it('not when a job has a follower less or is pinged no more', async () => {
    expect(await written([first, { ...second, after: [] }])).toBe(false);
    expect(await written([first, { ...second, configuredParameters: {} }])).toBe(false);
    expect(await written([first, { ...second, subject: 'from' }])).toBe(false);
    expect(await written(jobs, new Set())).toBe(false);
    expect(await written([...jobs, testJob('third')])).toBe(false);
  });

  it.each([
    `update scheduled_jobs set orphaned_at = infra_now() where job_name = 'second'`,
    `update job_schedules set enabled = false, next_run = null where name = 'nightly'`,
    `update job_schedules set limited = true where name = 'nightly'`,
    `update job_schedules set jitter_ms = 5 where name = 'nightly'`,
    `update job_schedules set subject = 'a', conflict_group = 'b' where name = 'nightly'`,
    `delete from job_schedules where name = 'nightly'`,
    `delete from queues where name = 'default'`,
    `insert into job_limits (job_name, max_running, running) values ('second', 1, 0)`,
    `update scheduled_jobs set enabled = false where job_name = 'second'`,
  ])('not after somebody else has written: %s', async (text) => {
    await database.query({ name: `change ${text.length} ${text.slice(-20)}`, text });
    expect(await written()).toBe(false);
    await sync();
    expect(await written()).toBe(true);
  });
});
