import { beforeAll, describe, expect, it } from 'vitest';
import type { Session, Statement } from '../../database/database.js';
import { listRuns, type RunQuery } from './list-runs.js';
import type { RunStatus } from '../run-status.js';
import { useTestDatabase } from '../../testing/use-test-database.js';

const { database } = useTestDatabase();

beforeAll(async () => {
  // Some of everything that is unfinished, in the midst of a long history: one run a second, the newest now.
  const statements = [
    `insert into job_runs (job_name, status, trigger, client_id, created_at, started_at, finished_at)
      select 'job_' || i % 50, case when i % 1000 = 0 then 'failed' when i % 1500 = 1 then 'cancelled' else 'completed' end,
        'manual', case when i % 100 = 0 then 'client-' || i % 7 when i % 10 = 3 then 'all' end, t, t, t
      from (select i, infra_now() - (60000 - i) * interval '1 second' as t from generate_series(1, 60000) i) x`,
    `insert into job_runs (job_name, status, trigger, ready, limited, reserved_for, claimed_by, created_at)
      select 'job_1', status, 'manual', ready, limited, reserved_for, claimed_by,
        infra_now() - interval '8 hours'
      from (values ('queued', true, false, null, null), ('queued', true, true, null, null),
        ('queued', true, false, 7, null), ('queued', true, true, 7, null), ('queued', false, false, null, null),
        ('queued', false, true, 7, null), ('running', true, false, null, 7), ('pending', true, false, null, null),
        ('awaiting_approval', true, false, null, null), ('approved', true, false, null, null))
        as x (status, ready, limited, reserved_for, claimed_by)`,
    'vacuum analyze job_runs',
  ];
  for (const [index, text] of statements.entries()) await database.query({ name: `fill_${index}`, text });
});

/** What the statement does for these values, and how many rows it touches at most at one place. */
async function planOf(query: RunQuery): Promise<string> {
  let plan = '';
  const explaining: Session = {
    async query<Row extends object>({ name, text }: Statement, values?: readonly unknown[]): Promise<Row[]> {
      const explain = { name: `explain_${name}`, text: `explain (analyze, buffers off, timing off) ${text}` };
      const rows = await database.query<{ 'QUERY PLAN': string }>(explain, values);
      plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      return [];
    },
  };
  await listRuns(explaining, query);
  return plan;
}

const mostRead = (plan: string) => {
  const figures = [...plan.matchAll(/rows=([\d.]+) loops=(\d+)|Rows Removed by Filter: (\d+)/g)];
  return Math.max(
    ...figures.map(([, rows, loops, removed]) => Number(removed ?? Number(rows) * Number(loops))),
  );
};

describe('a list of runs', () => {
  it('is newest first, and goes on where the offset says', async () => {
    const all = await listRuns(database, { limit: 10 });
    expect(all.map((run) => run.id)).toEqual(all.map((run) => run.id).toSorted((a, b) => b - a));
    const rest = await listRuns(database, { limit: 4, offset: 6 });
    expect(rest.map((run) => run.id)).toEqual(all.slice(6).map((run) => run.id));
  });

  it.each<[readonly RunStatus[], number]>([
    [['queued'], 6],
    [['running'], 1],
    [['pending'], 1],
    [['pending', 'awaiting_approval'], 2],
    [['approved', 'queued', 'running'], 8],
    [['failed'], 60],
    [['cancelled'], 40],
  ])('with status %j finds every one, in whatever lane it waits, and no other', async (statuses, count) => {
    const runs = await listRuns(database, { statuses, limit: 100 });
    expect(runs).toHaveLength(count);
    expect(runs.every((run) => statuses.includes(run.status))).toBe(true);
  });

  it('applies every filter before the limit', async () => {
    const since = new Date(Date.now() - 3_600_000);
    const runs = await listRuns(database, { jobName: 'job_0', clientId: 'client-3', since, limit: 1_000 });
    expect(runs.length).toBeGreaterThan(0);
    expect(
      runs.every((run) => run.jobName === 'job_0' && run.clientId === 'client-3' && run.createdAt >= since),
    ).toBe(true);
    const few = await listRuns(database, { jobName: 'job_0', clientId: 'client-3', since, limit: 1 });
    expect(few[0]?.id).toBe(runs[0]?.id);
  });

  it('since a moment is what was asked for then or later, to the second', async () => {
    const now = Date.now();
    const count = async (ago: number) =>
      (await listRuns(database, { since: new Date(now - ago), limit: 10_000 })).length;
    const [near, far] = [await count(60_000), await count(3_600_000)];
    // A run a second; the insert itself is some time ago.
    expect(near).toBeLessThanOrEqual(60);
    expect(far - near).toBeGreaterThanOrEqual(3_539);
    expect(far - near).toBeLessThanOrEqual(3_541);
    expect(await count(-60_000)).toBe(0);
    expect((await listRuns(database, { since: new Date(0), limit: 5 })).length).toBe(5);
  });

  it('knows the start of the first attempt, not only that of the last', async () => {
    const [run] = await database.query<{ id: number }>({
      name: 'retried',
      text: `insert into job_runs (job_name, status, trigger, attempt, started_at, finished_at, created_at)
        values ('retried', 'completed', 'manual', 3, now(), now(), now() - interval '8 hours') returning id`,
    });
    await database.query(
      {
        name: 'tries',
        text: `insert into attempts (run_id, attempt, outcome, started_at, finished_at)
          values ($1, 1, 'failed', now() - interval '1 hour', now()), ($1, 2, 'failed', now() - interval '1 min', now())`,
      },
      [run?.id],
    );
    const [listed] = await listRuns(database, { jobName: 'retried', limit: 1 });
    const { startedAt, firstStartedAt } = listed ?? {};
    expect((startedAt?.getTime() ?? 0) - (firstStartedAt?.getTime() ?? 0)).toBeCloseTo(3_600_000, -3);
  });
});

describe('sixty thousand finished runs', () => {
  it.each<[string, Omit<RunQuery, 'limit'>]>([
    ['the newest', {}],
    ['failed ones', { statuses: ['failed'] }],
    ['completed ones', { statuses: ['completed'] }],
    ['cancelled ones', { statuses: ['cancelled'] }],
    ['queued ones', { statuses: ['queued'] }],
    ['running ones', { statuses: ['running'] }],
    ['those before the queue', { statuses: ['pending', 'awaiting_approval'] }],
    ['those that are not over', { statuses: ['approved', 'queued', 'running'] }],
    ['queued ones of one job', { statuses: ['queued'], jobName: 'job_7' }],
    ['those of one job', { jobName: 'job_7' }],
    ['failed ones of one job', { statuses: ['failed'], jobName: 'job_0' }],
    ['failed ones of a job without any', { statuses: ['failed'], jobName: 'job_7' }],
    ['those of one client', { clientId: 'client-3' }],
    ['those of one job for one client', { jobName: 'job_0', clientId: 'client-3' }],
    ['those of one job for a client that never had it', { jobName: 'job_7', clientId: 'all' }],
    [
      'failed ones of one job for one client',
      { statuses: ['failed'], jobName: 'job_0', clientId: 'client-3' },
    ],
    ['those of the last minute', { since: new Date(Date.now() - 60_000) }],
    ['those of the last minute of one job', { since: new Date(Date.now() - 60_000), jobName: 'job_7' }],
    ['those of a time that is still to come', { since: new Date(Date.now() + 3_600_000) }],
  ])('are not read through by a list of %s', async (_, query) => {
    const plan = await planOf({ ...query, limit: 20 });
    expect(plan).not.toMatch(/Seq Scan on job_runs/);
    expect(mostRead(plan)).toBeLessThan(1_000);
  });
});
