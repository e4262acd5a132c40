import { afterAll, beforeAll, expect, test } from 'vitest';
import { EngineHost } from './engine-host.js';

const schedules = 30;

const jobs = `
  const jobs = Array.from({ length: ${schedules} }, (_, index) => {
    class Tick { async execute() { return JobResult.success(); } }
    Job({ name: 'tick_' + index, schedule: '* * * * * *', overlap: 'allow' })(Tick);
    return Tick;
  });
`;

let host: EngineHost;

beforeAll(async () => {
  host = await EngineHost.create(jobs, 'jobs');
});

afterAll(() => host.close());

/** Runs of every schedule so far, the fewest. */
async function rounds(): Promise<number> {
  const [row] = await host.query<{ least: number | null }>(
    'select min(n) as least from (select count(*) as n from job_runs group by job_name) x',
  );
  return row?.least ?? 0;
}

test('three processes, one killed, one stopped for four leases, all connections cut: no occurrence is missing, none runs twice', async () => {
  const [doomed, sleeper, survivor] = await Promise.all([host.start(), host.start(), host.start()]);
  const past = async (more: number) => {
    const goal = (await rounds()) + more;
    await expect.poll(rounds).toBeGreaterThanOrEqual(goal);
  };
  await past(2);
  await doomed?.signal('SIGKILL');
  await sleeper?.signal('SIGSTOP');
  await past(4);
  await sleeper?.signal('SIGCONT');
  await past(1);
  await host.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and application_name like 'infra%' and application_name <> 'infra test'`,
  );
  await past(2);
  await Promise.all([sleeper?.signal('SIGTERM'), survivor?.signal('SIGTERM')]);

  const rows = await host.query<{ runs: number; seconds: number; late: number }>(
    `select count(r.id) as runs, extract(epoch from s.next_run - min(r.scheduled_for))::int as seconds,
       extract(epoch from min(r.scheduled_for) - s.first_synced_at)::float8 as late
     from job_schedules s join job_runs r using (job_name) group by s.job_name, s.name`,
  );
  expect(rows).toHaveLength(schedules);
  for (const { runs, seconds, late } of rows) {
    expect(runs).toBe(seconds);
    expect(late).toBeLessThanOrEqual(1);
  }
  expect(await host.query('select * from skipped_occurrences')).toEqual([]);
});
