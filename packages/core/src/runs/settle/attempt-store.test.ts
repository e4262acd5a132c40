import { beforeEach, describe, expect, it } from 'vitest';
import { outcomes } from '../../testing/run-fixtures.js';
import { attemptsOfRun } from './attempt-store.js';
import type { ClaimedRun, Outcome } from '../run.js';
import { settleRuns } from './settle-runs.js';
import { useTestDatabase } from '../../testing/use-test-database.js';

const { database, fixtures } = useTestDatabase();
let worker: number;

beforeEach(async () => {
  worker = await fixtures.worker();
});

async function claimAgain(): Promise<ClaimedRun> {
  const [run] = await fixtures.claim(worker, { limit: 1 });
  if (run === undefined) throw new Error('there was nothing to claim');
  return run;
}

const settle = (run: ClaimedRun, outcome: Outcome) => settleRuns(database, worker, [{ run, outcome }]);
const statuses = async (id: number) => (await attemptsOfRun(database, id)).map(({ status }) => status);

describe('the attempts of a run', () => {
  it('are none before it starts', async () => {
    const [id = 0] = await fixtures.enqueue(1, { delayMs: 60_000 });
    expect(await attemptsOfRun(database, id)).toEqual([]);
  });

  it('are in one list, with who made each, when, and why it did not succeed', async () => {
    const first = await fixtures.claimed(worker, { maxAttempts: 3 });
    await settle(first, outcomes.retried);
    await settle(await claimAgain(), outcomes.returned);
    const third = await claimAgain();
    expect(await statuses(first.id)).toEqual(['failed', 'returned', 'running']);
    await settle(third, outcomes.completed);
    const attempts = await attemptsOfRun(database, first.id);
    expect(attempts).toMatchObject([
      { attempt: 1, status: 'failed', workerId: worker, host: 'test', pid: 1, error: { message: 'boom' } },
      { attempt: 2, status: 'returned', workerId: worker, host: 'test', pid: 1, error: null },
      { attempt: 3, status: 'completed', workerId: worker, host: 'test', pid: 1, error: null },
    ]);
    for (const { startedAt, finishedAt } of attempts) {
      expect(startedAt).toBeInstanceOf(Date);
      expect(finishedAt).toBeInstanceOf(Date);
    }
  });

  it('name the last failure once', async () => {
    const run = await fixtures.claimed(worker);
    await settle(run, outcomes.failed);
    expect(await attemptsOfRun(database, run.id)).toMatchObject([
      { attempt: 1, status: 'failed', error: { stack: 'at …' } },
    ]);
  });

  it('show one that was cancelled while it ran, and none for a run cancelled while it waited', async () => {
    const run = await fixtures.claimed(worker, { maxAttempts: 2 });
    await settle(run, outcomes.cancelled);
    expect(await statuses(run.id)).toEqual(['cancelled']);
    const waiting = await fixtures.claimed(worker, { maxAttempts: 2 });
    await settle(waiting, outcomes.retried);
    await fixtures.cancel([waiting.id], 'enough');
    expect(await statuses(waiting.id)).toEqual(['failed']);
  });
});
