import { beforeEach, describe, expect, it } from 'vitest';
import type { RegisteredJob } from '../registry/registered-job.js';
import { testJob } from '../testing/test-job.js';
import { syncJobs } from './sync-jobs.js';
import { useTestDatabase } from '../testing/use-test-database.js';

const { database, query } = useTestDatabase();

beforeEach(() => query('truncate scheduled_jobs, job_followers, notifications, failures, alerts cascade'));

const sync = (jobs: readonly RegisteredJob[], ...pinged: string[]) =>
  syncJobs(database, jobs, () => {}, new Set(pinged));

const followers = async () => {
  const rows = await query<{ pair: string }>(
    `select after_job || ' > ' || job_name as pair from job_followers order by 1`,
  );
  return rows.map(({ pair }) => pair);
};

describe('what follows when a run ends', () => {
  it('is written as code and configuration say it', async () => {
    await sync(
      [
        testJob('first', { alert: { after: 7, pause: true } }),
        testJob('second', {
          after: ['first'],
          queue: 'mail',
          priority: 5,
          concurrency: 2,
          configuredParameters: { to: 'ann' },
        }),
      ],
      'first',
    );
    expect(
      await query(
        'select job_name, alert_after, pause_on_alert, pinged from scheduled_jobs order by job_name',
      ),
    ).toEqual([
      { job_name: 'first', alert_after: 7, pause_on_alert: true, pinged: true },
      { job_name: 'second', alert_after: 3, pause_on_alert: false, pinged: false },
    ]);
    expect(await query('select * from job_followers')).toEqual([
      {
        after_job: 'first',
        job_name: 'second',
        parameters: { to: 'ann' },
        queue: 'mail',
        priority: 5,
        limited: true,
        max_attempts: 1,
        gated: false,
        subject: null,
        conflict_group: null,
      },
    ]);
  });

  it('loses what the code no longer names, and only that', async () => {
    const [a, b] = [testJob('a'), testJob('b')];
    await sync([a, b, testJob('c', { after: ['a', 'b'] }), testJob('d', { after: ['a'] })]);
    expect(await followers()).toEqual(['a > c', 'a > d', 'b > c']);
    await sync([a, b, testJob('c', { after: ['b'] })]);
    expect(await followers()).toEqual(['a > d', 'b > c']);
  });

  it('drops the ping that waits when the configuration has none any more', async () => {
    await sync([testJob('a'), testJob('b')], 'a', 'b');
    await query(`insert into notifications (kind, job_name) values ('ping', 'a'), ('ping', 'b')`);
    await sync([testJob('a'), testJob('b')], 'b');
    expect(await query('select job_name from notifications')).toEqual([{ job_name: 'b' }]);
  });

  it('is written by two processes at once', async () => {
    const jobs = [testJob('a'), testJob('b', { after: ['a'] }), testJob('c', { after: ['a', 'b'] })];
    await sync(jobs);
    await Promise.all([sync(jobs), sync(jobs.toReversed()), sync(jobs.slice(0, 2)), sync(jobs)]);
    expect(await followers()).toEqual(['a > b', 'a > c', 'b > c']);
  });

  it('follows a job to its new name, with its failures', async () => {
    await sync([testJob('old'), testJob('next', { after: ['old'] })]);
    await query(`insert into job_runs (id, job_name, status, trigger, finished_at) overriding system value
      values (901, 'old', 'failed', 'manual', infra_now())`);
    await query(`insert into failures (run_id, job_name, fingerprint, code, message)
      values (901, 'old', 'x', 'job_threw', 'boom')`);
    await query(`insert into alerts (kind, job_name) values ('repeated_failures', 'old')`);
    await sync([testJob('new', { formerly: ['old'] }), testJob('next', { after: ['new'] })]);
    expect(await followers()).toEqual(['new > next']);
    expect(await query('select job_name from failures union all select job_name from alerts')).toEqual([
      { job_name: 'new' },
      { job_name: 'new' },
    ]);
  });
});
