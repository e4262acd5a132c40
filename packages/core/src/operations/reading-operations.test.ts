import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { artifactSchemas } from '../artifacts/artifact-schemas.js';
import { systemClock } from '../clock/clock.js';
import { switchJob } from '../jobs/switch-job.js';
import { syncJobs } from '../jobs/sync-jobs.js';
import { createJobRegistry } from '../registry/job-registry.js';
import type { RegisteredJob } from '../registry/registered-job.js';
import { newRun } from '../runs/submit/new-run.js';
import { cancelRuns } from '../runs/settle/cancel-runs.js';
import { storeRuns } from '../testing/store-runs.js';
import { testJob } from '../testing/test-job.js';
import { explainOccurrence } from './explain-occurrence.js';
import type { Host } from './host.js';
import { jobHistory } from './job-history.js';
import { jobLedger } from './job-ledger.js';
import { listJobs } from './list-jobs.js';
import { nextOccurrences } from './next-occurrences.js';
import { showJob } from './show-job.js';
import { useTestDatabase } from '../testing/use-test-database.js';

const hourly: RegisteredJob = {
  ...testJob('hourly'),
  description: 'Runs every hour',
  extension: 'clockwork',
  tags: ['often'],
  schedule: '0 0 * * * *',
  timeZone: 'UTC',
  enabled: true,
  schedules: [{ name: 'default', schedule: '0 0 * * * *', timeZone: 'UTC', parameters: {}, enabled: true }],
  parameters: null,
  configuredParameters: { password: 'p' },
  timeoutMs: null,
  retry: { ...testJob('hourly').retry, firstMs: 10_000, capMs: 3_600_000, jitter: 0.1 },
  overlap: 'skip',
  misfire: { runAll: 3 },
  clockChange: {},
  jitterMs: 0,
  formerly: [],
  phases: null,
  resumable: false,
  module: 'src/hourly.ts',
};
const berlin: RegisteredJob = {
  ...hourly,
  name: 'berlin',
  extension: 'other',
  tags: [],
  schedule: '0 30 2 * * *',
  timeZone: 'Europe/Berlin',
  schedules: [
    { name: 'default', schedule: '0 30 2 * * *', timeZone: 'Europe/Berlin', parameters: {}, enabled: true },
    { name: 'noon', schedule: '0 0 12 * * *', timeZone: 'Europe/Berlin', parameters: {}, enabled: true },
    { name: 'never', schedule: '0 0 * * * *', timeZone: 'UTC', parameters: {}, enabled: false },
  ],
};
const byHand: RegisteredJob = { ...hourly, name: 'by_hand', schedule: '', schedules: [] };
const jobs = [hourly, berlin, byHand];

const { database } = useTestDatabase();
let host: Host;

beforeAll(async () => {
  const opened = {
    configured: true,
    file: '/host/infra.config.json',
    directory: '/host',
    settings: {
      extensions: [],
      database: { url: null, migrate: 'manual', preparedStatements: true, poolSize: 5, listen: true },
      jobs: {},
      worker: { concurrency: 1, graceMs: 1, leaseMs: 1, heartbeatMs: 1, queues: null, maxLost: 3 },
      retention: {
        runsMs: 2_592_000_000,
        logsMs: 1,
        skipsMs: 1,
        auditMs: 1,
        maxRuns: null,
        logLines: 10_000,
      },
      alerts: { webhook: null, command: null, unresolved: 50, pings: {} },
      costs: { currency: 'USD', prices: {}, jobBudgets: {}, clientBudgets: {}, timeZone: 'UTC' },
      approvals: { expireAfterMs: 86_400_000 },
    },
  } as const;
  host = {
    ...opened,
    registry: createJobRegistry({ jobs, extensions: [], slots: {} }, opened),
    databaseUrl: null,
    clock: systemClock,
    actor: 'test',
    database: () => Promise.resolve(database),
    connect: () => Promise.resolve({ database, kind: 'configured' }),
    jobs: () => Promise.reject(new Error('nothing runs here')),
    close: () => Promise.resolve(),
  };
});

async function storedRows(): Promise<number> {
  const text = 'select (select count(*) from scheduled_jobs) + (select count(*) from job_schedules) as rows';
  const [row] = await database.query<{ rows: number }>({ name: 'rows', text });
  return row?.rows ?? -1;
}

describe('before the first sync', () => {
  test('jobs are listed by name with times that the clock computes, and nothing is written', async () => {
    const artifact = await listJobs(host);
    expect(artifactSchemas['jobs list'].parse(artifact)).toEqual(artifact);
    expect(artifact.data.jobs.map((job) => [job.name, job.next_run !== null])).toEqual([
      ['berlin', true],
      ['by_hand', false],
      ['hourly', true],
    ]);
    expect(await storedRows()).toBe(0);
  });

  test('a job is shown with a next run and no history', async () => {
    const artifact = await showJob(host, { name: 'hourly' });
    expect(artifactSchemas['jobs show'].parse(artifact)).toEqual(artifact);
    expect(artifact.title).toBe('Job: hourly');
    expect(Object.keys(artifact.data).slice(0, 10)).toEqual([
      'name',
      'description',
      'schedule',
      'schedule_human',
      'enabled',
      'last_run',
      'next_run',
      'last_status',
      'last_error',
      'run_count',
    ]);
    expect(artifact.data).toMatchObject({
      schedule_human: 'Every hour',
      last_run: null,
      last_status: null,
      last_error: null,
      run_count: 0,
      enabled_by: 'code',
      misfire: { run_all: 3 },
      configured_parameters: { password: '***' },
      duration_p50_ms: null,
    });
    expect(artifact.data.next_run).toBe(artifact.data.next_runs[0]);
    expect(artifact.data.next_runs).toHaveLength(5);
  });

  test('a job without a schedule says that it runs by hand', async () => {
    const { data } = await showJob(host, { name: 'by_hand' });
    expect(data).toMatchObject({
      schedule: '',
      schedule_human: 'Only by hand',
      next_run: null,
      next_runs: [],
    });
  });

  test('an occurrence is honestly said to be before the first sync', async () => {
    const artifact = await explainOccurrence(host, { name: 'hourly' });
    expect(artifactSchemas['jobs explain'].parse(artifact)).toEqual(artifact);
    expect(artifact.data.occurrences.map(({ outcome }) => outcome)).toEqual(['before_first_sync']);
    expect(await storedRows()).toBe(0);
  });
});

describe('the coming occurrences', () => {
  test('are of all schedules that are on, in UTC and in their zone, clock changes marked', async () => {
    const from = new Date('2027-03-27T12:00:00Z');
    const artifact = await nextOccurrences(host, { name: 'berlin', limit: 3, from });
    expect(artifactSchemas['jobs next'].parse(artifact)).toEqual(artifact);
    expect(artifact.data.occurrences).toEqual([
      {
        schedule_name: 'default',
        at: '2027-03-28T01:00:00.000Z',
        local: '2027-03-28T03:00:00+02:00',
        time_zone: 'Europe/Berlin',
        clock_change: 'missing',
      },
      {
        schedule_name: 'noon',
        at: '2027-03-28T10:00:00.000Z',
        local: '2027-03-28T12:00:00+02:00',
        time_zone: 'Europe/Berlin',
        clock_change: null,
      },
      {
        schedule_name: 'default',
        at: '2027-03-29T00:30:00.000Z',
        local: '2027-03-29T02:30:00+02:00',
        time_zone: 'Europe/Berlin',
        clock_change: null,
      },
    ]);
  });
});

describe('after a sync', () => {
  beforeAll(() => syncJobs(database, jobs, () => {}));

  test('the list can be narrowed by tag and by extension', async () => {
    const names = async (input: Parameters<typeof listJobs>[1]) =>
      (await listJobs(host, input)).data.jobs.map((job) => job.name);
    expect(await names({ tag: 'often' })).toEqual(['by_hand', 'hourly']);
    expect(await names({ extension: 'other' })).toEqual(['berlin']);
    expect(await names({ tag: 'nobody' })).toEqual([]);
  });

  test("the operator's word shows in the list and on the card", async () => {
    const word = { enabled: false, actor: 'ann', reason: 'moving', until: null };
    await switchJob(database, hourly, word);
    const { data } = await listJobs(host);
    expect(data.jobs.find((job) => job.name === 'hourly')).toMatchObject({ enabled: false, next_run: null });
    const card = await showJob(host, { name: 'hourly' });
    expect(card.data).toMatchObject({
      enabled: false,
      enabled_by: 'operator',
      reason: 'moving',
      actor: 'ann',
      next_runs: [],
    });
  });

  test('an upcoming occurrence of a disabled job will be skipped', async () => {
    const at = new Date(Math.ceil((Date.now() + 60_000) / 3_600_000) * 3_600_000);
    const { data } = await explainOccurrence(host, { name: 'hourly', at });
    expect(data.occurrences[0]).toMatchObject({
      outcome: 'upcoming',
      explanation: expect.stringContaining('skipped'),
    });
  });

  test('only the schedules that ask for a moment explain it', async () => {
    const noon = await explainOccurrence(host, { name: 'berlin', at: new Date('2030-07-01T10:00:00Z') });
    expect(noon.data.occurrences.map((entry) => entry.schedule_name)).toEqual(['noon', 'never']);
    const nobody = await explainOccurrence(host, { name: 'berlin', at: new Date('2030-07-01T10:00:01Z') });
    expect(nobody.data.occurrences.map((entry) => entry.outcome)).toEqual(Array(3).fill('not_an_occurrence'));
  });
});

describe('the ledger of a job', () => {
  const hour = (at: string) => new Date(`2026-01-14T${at}:00Z`);
  const query = (name: string, text: string) => database.query({ name, text });

  beforeAll(async () => {
    const times = Array.from({ length: 30 }, (_, index) => `(${index}, 'default'), (${index}, 'noon')`);
    await query(
      'ledger_runs',
      `insert into job_runs (job_name, status, trigger, schedule_name, scheduled_for, started_at, finished_at, attempt, error)
       select 'berlin', case i % 2 when 0 then 'completed' else 'failed' end, 'schedule', schedule, t, t + interval '2 s',
         t + interval '5 s', 1, case i % 2 when 1 then '{"code": "job_threw", "message": "no paper"}'::jsonb end
       from (select i, schedule, '2026-01-13T00:00Z'::timestamptz + i * interval '1 hour' as t
         from (values ${times.join(', ')}) v (i, schedule)) x`,
    );
    await query(
      'ledger_spans',
      `insert into skipped_occurrences (job_name, schedule_name, first, last, count, reason) values
         ('berlin', 'default', '2026-01-14T06:00Z', '2026-01-14T09:00Z', 4, 'misfire'),
         ('berlin', 'default', '2026-01-14T12:00Z', null, 0, 'disabled'),
         ('berlin', 'noon', '2100-01-01T00:00Z', null, 0, 'disabled')`,
    );
  });
  afterAll(async () => {
    await query('no_runs', 'delete from job_runs');
    await query('no_spans', 'delete from skipped_occurrences');
    await query('first_id', 'alter table job_runs alter column id restart with 1');
  });

  test('has each run and each span of skips once, newest first, and none that lies ahead', async () => {
    const artifact = await jobLedger(host, { name: 'berlin' });
    expect(artifactSchemas['jobs ledger'].parse(artifact)).toEqual(artifact);
    expect(artifact.data.total).toBe(50);
    const [off, ...entries] = artifact.data.entries;
    expect(off).toMatchObject({ schedule_name: 'never', last: null, count: null, reason: 'disabled' });
    expect(entries.slice(0, 3)).toMatchObject([
      { first: hour('12:00').toISOString(), last: null, count: null, reason: 'disabled', run: null },
      { last: hour('09:00').toISOString(), count: 4, outcome: 'skipped', reason: 'misfire' },
      {
        outcome: 'ran',
        first: hour('05:00').toISOString(),
        count: 1,
        reason: null,
        run: { status: 'failed', error: 'no paper', lateness_ms: 2000, duration_ms: 3000 },
      },
    ]);
    expect(new Set(entries.slice(2).map((entry) => entry.schedule_name))).toEqual(
      new Set(['default', 'noon']),
    );
    const firsts = entries.map((entry) => entry.first);
    expect(firsts).toEqual(firsts.toSorted().toReversed());
  });

  test('takes a limit over runs and spans together', async () => {
    const { data } = await jobLedger(host, { name: 'berlin', limit: 4 });
    expect(data.entries.map((entry) => entry.outcome)).toEqual(['skipped', 'skipped', 'skipped', 'ran']);
    expect((await jobLedger(host, { name: 'hourly' })).data.entries).toEqual([
      expect.objectContaining({ outcome: 'skipped', reason: 'disabled' }),
    ]);
    expect((await jobLedger(host, { name: 'by_hand' })).data.total).toBe(0);
    await expect(jobLedger(host, { name: 'berlim' })).rejects.toMatchObject({ code: 'job_not_found' });
  });

  test('shows in the list as so many last results, only where they are asked for', async () => {
    const artifact = await listJobs(host, { results: 2 });
    expect(artifactSchemas['jobs list'].parse(artifact)).toEqual(artifact);
    const [berlin, byHand] = artifact.data.jobs;
    expect(berlin).toMatchObject({ schedule_human: 'At 02:30 AM', time_zone: 'Europe/Berlin' });
    expect(berlin?.results).toMatchObject([
      { status: 'failed', error: 'no paper' },
      { status: 'failed', error: 'no paper' },
    ]);
    expect(byHand).toMatchObject({ schedule_human: 'Only by hand', results: [] });
    expect((await listJobs(host)).data.jobs.map((job) => job.results)).toEqual([null, null, null]);
  });
});

describe('the history', () => {
  beforeAll(async () => {
    const runs = ['hourly', 'berlin', 'hourly'].map((jobName) =>
      newRun(testJob(jobName), { trigger: 'manual', parameters: {}, actor: 'test' }),
    );
    const [first] = await storeRuns(database, runs);
    await cancelRuns(database, [first ?? 0], { reason: 'not needed', actor: null, force: false });
  });

  test('is newest first, with the fields of document 003 first', async () => {
    const artifact = await jobHistory(host);
    expect(artifactSchemas['jobs history'].parse(artifact)).toEqual(artifact);
    expect(artifact.data.entries.map((entry) => [entry.job_name, entry.status])).toEqual([
      ['hourly', 'queued'],
      ['berlin', 'queued'],
      ['hourly', 'cancelled'],
    ]);
    expect(Object.keys(artifact.data.entries[0] ?? {}).slice(0, 4)).toEqual([
      'job_name',
      'status',
      'run_at',
      'error',
    ]);
  });

  test('takes filters and limit together', async () => {
    const ids = async (input: Parameters<typeof jobHistory>[1]) =>
      (await jobHistory(host, input)).data.entries.map((entry) => entry.run_id);
    expect(await ids({ job: 'hourly' })).toEqual(['3', '1']);
    expect(await ids({ job: 'hourly', limit: 1 })).toEqual(['3']);
    expect(await ids({ job: 'hourly', status: 'cancelled', limit: 1 })).toEqual(['1']);
    expect(await ids({ status: 'success' })).toEqual([]);
    expect(await ids({ since: new Date(Date.now() + 3_600_000) })).toEqual([]);
  });

  test('refuses an unknown status and an unknown job with the nearest name', async () => {
    await expect(jobHistory(host, { status: 'faild' })).rejects.toMatchObject({
      code: 'invalid_value',
      message: expect.stringContaining("did you mean 'failed'?") as string,
    });
    await expect(jobHistory(host, { job: 'hourli' })).rejects.toMatchObject({ code: 'job_not_found' });
  });

  test('of a job that the code no longer has stays readable', async () => {
    const without = createJobRegistry({ jobs: [hourly], extensions: [], slots: {} }, host);
    const { data } = await jobHistory({ ...host, registry: without }, { job: 'berlin' });
    expect(data.total).toBe(1);
  });
});
