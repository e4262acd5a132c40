import { beforeAll, describe, expect, it } from 'vitest';
import { outcomes } from '../../testing/run-fixtures.js';
import { cancelRuns, statusesOfRuns, wantedCancels } from './cancel-runs.js';
import { settleRuns } from './settle-runs.js';
import { useTestDatabase } from '../../testing/use-test-database.js';

const { database, fixtures } = useTestDatabase();
let worker: number;

beforeAll(async () => {
  worker = await fixtures.worker();
});

const request = { reason: 'enough', actor: 'ann', force: false };

async function audited(ids: readonly number[]) {
  const text = `select actor, action, target, reason, details from audit_events where target = any($1) order by id`;
  return database.query({ name: 'audited', text }, [ids.map(String)]);
}

describe('a cancel', () => {
  it('ends what waits, asks what runs, leaves what is over, and says who wanted it', async () => {
    const running = await fixtures.claimed(worker);
    const over = await fixtures.claimed(worker);
    await settleRuns(database, worker, [{ run: over, outcome: outcomes.completed }]);
    const [waiting = 0] = await fixtures.enqueue(1, { delayMs: 60_000 });
    const unknown = 999_999;
    expect(await cancelRuns(database, [running.id, over.id, waiting, unknown], request)).toEqual({
      cancelled: [waiting],
      requested: [{ id: running.id, jobName: 'job' }],
    });
    expect(await statusesOfRuns(database, [running.id, over.id, waiting, unknown])).toEqual(
      new Map([
        [running.id, 'running'],
        [over.id, 'completed'],
        [waiting, 'cancelled'],
      ]),
    );
    expect((await fixtures.read(waiting)).error).toEqual({ code: 'cancelled', message: 'enough' });
    const event = { actor: 'ann', action: 'run_cancelled', reason: 'enough', details: { force: false } };
    expect(await audited([running.id, over.id, waiting])).toEqual(
      [running.id, waiting].map((id) => ({ ...event, target: String(id) })),
    );
  });

  it('that nobody asked for leaves no audit', async () => {
    const ids = await fixtures.enqueue(1);
    await cancelRuns(database, ids, { ...request, actor: null });
    expect(await audited(ids)).toEqual([]);
  });

  it('is heard by the worker of the run alone; a later one may take its grace time away, not its reason', async () => {
    const run = await fixtures.claimed(worker);
    const other = await fixtures.worker();
    await cancelRuns(database, [run.id], request);
    const mine = async () => (await wantedCancels(database, worker)).filter(({ id }) => id === run.id);
    expect(await mine()).toEqual([{ id: run.id, reason: 'enough', force: false }]);
    expect(await wantedCancels(database, other)).toEqual([]);
    await cancelRuns(database, [run.id], { ...request, reason: 'now', force: true });
    expect(await mine()).toEqual([{ id: run.id, reason: 'enough', force: true }]);
    await cancelRuns(database, [run.id], request);
    expect(await mine()).toEqual([{ id: run.id, reason: 'enough', force: true }]);
  });

  it('of thousands ends every one', async () => {
    const ids = await fixtures.enqueue(1_201);
    const { cancelled } = await cancelRuns(database, ids, request);
    expect(cancelled).toHaveLength(1_201);
  });
});
