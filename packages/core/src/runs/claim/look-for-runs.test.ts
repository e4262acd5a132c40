import { beforeEach, expect, it } from 'vitest';
import { lookForRuns } from './look-for-runs.js';
import { useEmptyDatabase } from '../../testing/use-test-database.js';

const { database, fixtures, query } = useEmptyDatabase();
let workerId: number;

beforeEach(async () => {
  workerId = await fixtures.worker();
});

const look = (queues: readonly string[] | null = null) => lookForRuns(database, workerId, queues, ['job']);

it('finds nothing where nothing waits', async () => {
  expect(await look()).toEqual({
    scope: { queues: ['default'], counted: false },
    ready: false,
    nextInMs: null,
    held: [],
  });
});

it('sees what this worker could claim, and nothing else', async () => {
  await fixtures.enqueue(1, { jobName: 'elsewhere' });
  await fixtures.enqueue(1, { reservedFor: workerId });
  await fixtures.enqueue(1, { delayMs: 60_000 });
  expect(await look()).toMatchObject({ ready: false });
  await fixtures.enqueue(1);
  expect(await look()).toMatchObject({ ready: true });
  expect(await look(['mail'])).toMatchObject({ ready: false, scope: { queues: [] } });
});

it('says when the first delayed run is due', async () => {
  await fixtures.enqueue(1, { delayMs: 60_000 });
  await fixtures.enqueue(1, { delayMs: 30_000 });
  const { nextInMs } = await look();
  expect(nextInMs).toBeGreaterThan(0);
  expect(nextInMs).toBeLessThanOrEqual(30_000);
});

it('tells which runs stand in the name of the worker', async () => {
  const mine = await fixtures.claimed(workerId);
  await fixtures.claimed(await fixtures.worker());
  expect((await look()).held).toEqual([{ id: mine.id, attempt: 1 }]);
});

it.each([
  ['a queue has a width', `insert into queues (name, width) values ('mail', 2)`, true],
  ['a job has a limit', `insert into job_limits (job_name, max_running) values ('job', 1)`, true],
  [
    'the job of others has a limit',
    `insert into job_limits (job_name, max_running) values ('other', 1)`,
    false,
  ],
])('knows whether claims are counted: %s', async (_, text, counted) => {
  await query(text);
  expect((await look()).scope.counted).toBe(counted);
});
