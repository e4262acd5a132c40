import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, openTestDatabase, type TestDatabase } from '../../testing/index.js';
import type { Database } from '../database.js';
import { durableRuns } from './durable-runs.js';
import { foundation } from './foundation.js';

let test: TestDatabase;
let database: Database;

beforeEach(async () => {
  test = await createTestDatabase({ template: 'template0' });
  database = openTestDatabase(test.connection);
  await foundation.up(database.kysely());
});

afterEach(async () => {
  await database.close();
  await test.drop();
});

async function query<Row extends object>(text: string): Promise<Row[]> {
  return database.query<Row>({ name: text.slice(0, 60), text });
}

async function migrateToDurableRuns(): Promise<void> {
  await durableRuns.up(database.kysely());
}

describe('the migration to durable runs', () => {
  it('keeps every run with what belongs to it, and gives no id twice', async () => {
    await query(`
      insert into job_runs (job_name, status, trigger, parameters, schedule_name, scheduled_for, attempt, max_attempts,
        actor, claimed_by, started_at, finished_at, progress, result, error)
      values ('ran', 'completed', 'schedule', '{"n": 1}', 'default', '2026-01-01', 1, 2, null, null, '2026-01-01 00:00:01',
          '2026-01-01 00:00:02', '{"completed": 1}', '{"success": true}', null),
        ('runs', 'running', 'manual', '{}', null, null, 1, 1, 'ann', 7, '2026-01-01 00:00:03', null, null, null, null),
        ('waits', 'queued', 'manual', '{}', null, null, 0, 1, 'ann', null, null, null, null, null, null),
        ('pruned', 'queued', 'manual', '{}', null, null, 0, 1, 'ann', null, null, null, null, null, null)`);
    await query(`delete from job_runs where job_name = 'pruned'`);
    await query(
      `insert into attempts (run_id, attempt, outcome, finished_at) values (2, 1, 'lost', infra_now())`,
    );
    await query(
      `insert into logs (run_id, attempt, at, level, message) values (1, 1, infra_now(), 'info', 'hello')`,
    );
    const columns = await query<{ name: string }>(
      `select attname as name from pg_attribute where attrelid = 'job_runs'::regclass and attnum > 0`,
    );
    const kept = `select ${columns.map(({ name }) => name).join(', ')} from job_runs order by id`;
    const before = await query(kept);

    await migrateToDurableRuns();

    expect(await query(`/* after */ ${kept}`)).toEqual(before);
    expect(
      await query(
        `insert into job_runs (job_name, status, trigger) values ('new', 'queued', 'api') returning id`,
      ),
    ).toEqual([{ id: 5 }]);
    await query(`delete from job_runs where id <= 2`);
    expect(await query(`select run_id from attempts union all select run_id from logs`)).toEqual([]);
  });

  it('begins with the first id where no run ever was', async () => {
    await migrateToDurableRuns();
    expect(
      await query(
        `insert into job_runs (job_name, status, trigger) values ('new', 'queued', 'api') returning id`,
      ),
    ).toEqual([{ id: 1 }]);
  });
});
