import { beforeEach, describe, expect, it } from 'vitest';
import { JobStore } from '../../jobs/job-store.js';
import { outcomes } from '../../testing/run-fixtures.js';
import { testJob } from '../../testing/test-job.js';
import type { NewRun } from './new-run.js';
import { type ResubmitRequest, resubmitRuns } from './resubmit-runs.js';
import { settleRuns } from '../settle/settle-runs.js';
import { useTestDatabase } from '../../testing/use-test-database.js';

const { database, fixtures, query } = useTestDatabase();
let workerId: number;

const job = testJob('job', { retry: { ...testJob('job').retry, maxAttempts: 4 }, concurrency: 2 });

beforeEach(async () => {
  await query('truncate job_runs, scheduled_jobs, workers cascade');
  await new JobStore(database).insertMissing([job]);
  workerId = await fixtures.worker();
});

async function failed(fields: Partial<NewRun> = {}): Promise<number> {
  const run = await fixtures.claimed(workerId, fields);
  await settleRuns(database, workerId, [{ run, outcome: outcomes.failed }]);
  return run.id;
}

const resubmit = (ids: readonly number[], request: Partial<ResubmitRequest> = {}) =>
  resubmitRuns(database, ids, {
    actor: 'ann',
    jobs: [job],
    onlyUnresolved: false,
    traceParent: null,
    ...request,
  });

const runCount = async () => (await query('select from job_runs')).length;

describe('a resubmitted run', () => {
  it('is a new one with what the old one was given, and the limits of its job now', async () => {
    const given = {
      parameters: { a: 1 },
      queue: 'mail',
      priority: 7,
      subject: 's',
      clientId: 'c',
      context: { from: 'x' },
      notify: { webhook: 'https://example.org' },
    };
    const [old] = await fixtures.enqueue(1, given);
    await fixtures.cancel([old!], 'enough');
    const [made] = await resubmit([old!]);
    expect(made).toEqual({ id: old, newId: expect.any(Number) as number, queue: 'mail' });
    const [row] =
      await query(`select status, trigger, parameters, queue, priority, subject, client_id, context, notify,
      retry_of, actor, limited, max_attempts, attempt from job_runs where retry_of is not null`);
    const { clientId, ...same } = given;
    expect(row).toEqual({
      ...same,
      client_id: clientId,
      status: 'queued',
      trigger: 'resubmit',
      retry_of: old,
      actor: 'ann',
      limited: true,
      max_attempts: 4,
      attempt: 0,
    });
  });

  it('resolves the failure of the old one, linked both ways', async () => {
    const old = await failed();
    const [made] = await resubmit([old]);
    expect(await query('select run_id, resolution, resolved_by, resubmitted_as from failures')).toEqual([
      { run_id: old, resolution: 'resubmitted', resolved_by: 'ann', resubmitted_as: made!.newId },
    ]);
  });

  it('is made once of a failure, however many ask for it at the same time', async () => {
    const old = [await failed(), await failed()];
    const all = await Promise.all(
      Array.from({ length: 6 }, (_, n) =>
        resubmit(n % 2 === 0 ? old : old.toReversed(), { onlyUnresolved: true }),
      ),
    );
    expect(all.flat().filter(({ newId }) => newId !== null)).toHaveLength(2);
    expect(await runCount()).toBe(4);
  });
});

describe('a run that cannot be resubmitted', () => {
  it('is refused with the reason, and the others are resubmitted', async () => {
    const good = await failed();
    const [unfinished] = await fixtures.enqueue(1);
    const answers = await resubmit([good, unfinished!, 999_999_999]);
    expect(answers).toMatchObject([
      { id: good, queue: 'default' },
      { id: unfinished, newId: null, refusal: 'is queued: only a finished run can be resubmitted' },
      { id: 999_999_999, newId: null, refusal: 'does not exist' },
    ]);
    expect(await resubmit([good], { jobs: [] })).toMatchObject([
      { refusal: 'is of a job that this host does not have' },
    ]);
    expect(await resubmit([good], { onlyUnresolved: true })).toMatchObject([
      { refusal: 'has no unresolved failure any more' },
    ]);
  });

  it('is one whose subject is busy, or that shares its subject with another of them', async () => {
    const first = await failed({ subject: 's' });
    const second = await failed({ subject: 's' });
    expect(await resubmit([first, second])).toMatchObject([
      { queue: 'default' },
      { newId: null, refusal: "works on 's', which another run has taken meanwhile" },
    ]);
    const answers = await resubmit([second]);
    expect(answers).toMatchObject([
      { newId: null, refusal: expect.stringMatching(/^works on 's', which run \d+ holds$/) as string },
    ]);
  });
});
