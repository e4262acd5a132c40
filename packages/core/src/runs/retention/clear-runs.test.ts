import { expect, it } from 'vitest';
import { outcomes, RunFixtures } from '../../testing/run-fixtures.js';
import { clearRuns, countClearable } from './clear-runs.js';
import { settleRuns } from '../settle/settle-runs.js';
import { useTestDatabase } from '../../testing/use-test-database.js';

const { database } = useTestDatabase();

it('clears every run that was there and is not running, with what belongs to it', async () => {
  const fixtures = new RunFixtures(database);
  const worker = await fixtures.worker();
  const failing = await fixtures.claimed(worker);
  await settleRuns(database, worker, [{ run: failing, outcome: outcomes.failed }]);
  const running = await fixtures.claimed(worker);
  await fixtures.enqueue(2_500);
  const clearable = await countClearable(database);
  expect(clearable).toMatchObject({ runs: { queued: 2_500, failed: 1, running: 1 } });
  const [later = 0] = await fixtures.enqueue();

  const gone = await clearRuns(database, clearable.newest ?? 0);
  expect(gone).toMatchObject({ queued: 2_500, failed: 1, running: 0, completed: 0 });
  const left = await database.query<{ id: number }>({
    name: 'left',
    text: 'select id from job_runs order by id',
  });
  expect(left.map(({ id }) => id)).toEqual([running.id, later]);
  // The run that stayed ends like any other.
  await settleRuns(database, worker, [{ run: running, outcome: outcomes.completed }]);
  expect((await fixtures.read(running.id)).status).toBe('completed');
  expect((await countClearable(database)).unresolvedFailures).toBe(0);
});
