import { beforeEach, describe, expect, it } from 'vitest';
import type { Session } from '../../database/database.js';
import type { RetentionSettings } from '../../config/host-settings.js';
import { RetentionStore } from './retention-store.js';
import { useTestDatabase } from '../../testing/use-test-database.js';

const { database } = useTestDatabase();

const day = 86_400_000;
const limits: RetentionSettings = {
  runsMs: 30 * day,
  logsMs: 14 * day,
  skipsMs: 400 * day,
  auditMs: 400 * day,
  maxRuns: null,
  logLines: 3,
};
const nothing = {
  runs: 0,
  logLines: 0,
  skippedOccurrences: 0,
  workers: 0,
  auditEvents: 0,
  idempotencyKeys: 0,
  notifications: 0,
  alerts: 0,
};

beforeEach(async () => {
  await rows(`truncate job_runs, attempts, logs, failures, idempotency_keys, alerts, notifications, workers,
    audit_events, skipped_occurrences, retention_marks restart identity cascade`);
});

let statement = 0;
async function rows<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
  return database.query<Row>({ name: `retention_test_${statement++}`, text }, values);
}

/** A run that was asked for and ended so many days ago. */
async function addRun(daysAgo: number, status = 'completed'): Promise<number> {
  const isFinal = ['completed', 'failed', 'cancelled'].includes(status);
  const [run] = await rows<{ id: number }>(
    `insert into job_runs (job_name, status, trigger, created_at, finished_at, claimed_by)
      select 'job', $1, 'manual', t, case when $2 then t end, case when $1 = 'running' then 1 end
      from (select infra_now() - $3 * interval '1 day' as t) x returning id`,
    [status, isFinal, daysAgo],
  );
  return run?.id ?? 0;
}

async function addFailure(runId: number, resolved: boolean): Promise<void> {
  await rows(
    `insert into failures (run_id, job_name, fingerprint, code, message, resolved_at, resolution, resolved_by)
      values ($1, 'job', '', 'job_failed', '', case when $2 then infra_now() end, case when $2 then 'deleted' end,
        case when $2 then 'me' end)`,
    [runId, resolved],
  );
}

async function addLines(runId: number, count: number, daysAgo: number): Promise<void> {
  await rows(
    `insert into logs (run_id, attempt, at, level, message)
      select $1, 1, infra_now() - $3 * interval '1 day', 'info', 'line ' || i from generate_series(1, $2) i`,
    [runId, count, daysAgo],
  );
}

const runIds = async () =>
  (await rows<{ id: number }>('select id from job_runs order by id')).map(({ id }) => id);
const store = (given: Partial<RetentionSettings> = {}) =>
  new RetentionStore(database, { ...limits, ...given });

describe('retention', () => {
  it('removes finished runs by age with what belongs to them, and counts the same on a dry run', async () => {
    const old = await addRun(31);
    await addLines(old, 2, 1);
    await rows(
      `insert into attempts (run_id, attempt, outcome, finished_at) values ($1, 1, 'failed', now())`,
      [old],
    );
    await rows(`insert into idempotency_keys values ('job', 'k', $1, now() + interval '1 day')`, [old]);
    const kept = [await addRun(40, 'running'), await addRun(40, 'queued'), await addRun(29)];
    expect(await store().prune({ dryRun: true })).toEqual({ ...nothing, runs: 1 });
    expect(await store().prune({})).toEqual({ ...nothing, runs: 1 });
    expect(await runIds()).toEqual(kept);
    expect(await store().prune({})).toEqual(nothing);
  });

  it('never removes a run with an unresolved failure, nor what it logged', async () => {
    const unresolved = await addRun(100, 'failed');
    await addFailure(unresolved, false);
    await addLines(unresolved, 2, 100);
    const resolved = await addRun(100, 'failed');
    await addFailure(resolved, true);
    await addLines(resolved, 2, 100);
    const everything = { olderThanMs: null };
    expect(await store().pruneRuns(everything, { dryRun: true })).toEqual({
      completed: 0,
      failed: 1,
      cancelled: 0,
    });
    expect(await store().prune({})).toEqual({ ...nothing, runs: 1, logLines: 2 });
    expect(await runIds()).toEqual([unresolved]);
    expect(await rows('select run_id from logs')).toEqual([{ run_id: unresolved }, { run_id: unresolved }]);
  });

  it('removes by status alone what is asked for by status', async () => {
    await addRun(8, 'failed');
    const completed = await addRun(8);
    const what = { olderThanMs: 7 * day, statuses: ['failed'] as const };
    expect(await store().pruneRuns(what, { dryRun: false })).toEqual({
      completed: 0,
      failed: 1,
      cancelled: 0,
    });
    expect(await runIds()).toEqual([completed]);
  });

  it('removes finished runs beyond the newest so many, and no unfinished one', async () => {
    const ids: number[] = [];
    for (const status of ['completed', 'queued', 'failed', 'completed', 'completed']) {
      ids.push(await addRun(1, status));
    }
    const few = store({ maxRuns: 2 });
    expect((await few.prune({ dryRun: true })).runs).toBe(2);
    expect((await few.prune({})).runs).toBe(2);
    expect(await runIds()).toEqual([ids[1], ids[3], ids[4]]);
    expect((await store({ maxRuns: 10 }).prune({})).runs).toBe(0);
  });

  it('removes old lines of finished runs, and leaves every run its newest lines', async () => {
    const [finished, running] = [await addRun(1), await addRun(1, 'running')];
    await addLines(finished, 2, 15);
    await addLines(finished, 5, 1);
    await addLines(running, 2, 15);
    expect(await store().prune({ dryRun: true })).toEqual({ ...nothing, logLines: 4 });
    expect(await store().prune({})).toEqual({ ...nothing, logLines: 4 });
    const left = await rows<{ run_id: number; message: string }>(
      'select run_id, message from logs order by id',
    );
    expect(left).toEqual([
      ...['line 3', 'line 4', 'line 5'].map((message) => ({ run_id: finished, message })),
      ...['line 1', 'line 2'].map((message) => ({ run_id: running, message })),
    ]);
    await addLines(running, 2, 0);
    expect((await store().prune({})).logLines).toBe(1);
  });

  it('removes what else is past its time', async () => {
    const run = await addRun(1);
    await rows(
      `insert into idempotency_keys values ('job', 'old', $1, now() - interval '1 s'),
      ('job', 'new', $1, now() + interval '1 h')`,
      [run],
    );
    await rows(`insert into notifications (kind, job_name, target, delivered_at, abandoned_at) values
      ('run_ended', 'job', '{}', now() - interval '31 days', null), ('run_ended', 'job', '{}', null, now() - interval '31 days'),
      ('run_ended', 'job', '{}', now() - interval '29 days', null), ('run_ended', 'job', '{}', null, null)`);
    await rows(`insert into alerts (kind, job_name, cleared_at) values ('repeated_failures', 'a', now() - interval '401 days'),
      ('repeated_failures', 'b', null)`);
    await rows(`insert into workers (kind, host, pid, version, concurrency, job_names, gone_at) values
      ('work', 'h', 1, '0', 1, '{}', now() - interval '31 days'), ('work', 'h', 1, '0', 1, '{}', null)`);
    await rows(`insert into audit_events (actor, action, target, at) values ('me', 'a', 't', now() - interval '401 days'),
      ('me', 'a', 't', now())`);
    await rows(`insert into skipped_occurrences (job_name, schedule_name, first, last, count, reason) values
      ('job', 'default', now() - interval '500 days', now() - interval '401 days', 1, 'misfire'),
      ('job', 'default', now() - interval '500 days' + interval '1 s', null, 0, 'disabled')`);
    const report = {
      ...nothing,
      idempotencyKeys: 1,
      notifications: 2,
      alerts: 1,
      workers: 1,
      auditEvents: 1,
      skippedOccurrences: 1,
    };
    expect(await store().prune({ dryRun: true })).toEqual(report);
    expect(await store().prune({})).toEqual(report);
    expect(await store().prune({})).toEqual(nothing);
  });

  it('works in batches, one after the other, and stops between two by its signal', async () => {
    await rows(`insert into job_runs (job_name, status, trigger, created_at, finished_at)
      select 'job', 'completed', 'manual', t, t from (select now() - interval '40 days' as t from generate_series(1, 2500)) x`);
    const stop = new AbortController();
    const batches: string[] = [];
    const stopping: Session = {
      query: async (asked, values) => {
        batches.push(asked.name);
        if (batches.filter((name) => name === 'prune_runs').length === 2) stop.abort(new Error('enough'));
        return database.query(asked, values);
      },
    };
    await expect(new RetentionStore(stopping, limits).prune({}, stop.signal)).rejects.toThrow('enough');
    expect(await runIds()).toHaveLength(500);
    expect((await store().prune({})).runs).toBe(500);
  });

  it('with nothing to remove looks at the oldest rows only, however many there are', async () => {
    await rows(`insert into job_runs (job_name, status, trigger, created_at, finished_at)
      select 'job', 'completed', 'manual', t, t from (select now() - interval '1 day' as t from generate_series(1, 30000)) x`);
    await rows(`insert into logs (run_id, attempt, at, level, message)
      select 1, 1, now(), 'info', '' from generate_series(1, 3) i`);
    await store().prune({});
    const asked: string[] = [];
    const counting: Session = {
      query: (what, values) => {
        asked.push(what.name);
        return database.query(what, values);
      },
    };
    expect(await new RetentionStore(counting, limits).prune({})).toEqual(nothing);
    expect(asked.filter((name) => /runs|lines|logs/.test(name))).toEqual([
      'prune_log_lines',
      'crowded_logs',
      'prune_runs',
    ]);
  });
});
