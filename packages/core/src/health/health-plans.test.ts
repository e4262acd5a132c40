import { afterAll, beforeAll, expect, test } from 'vitest';
import { Database, type Statement } from '../database/database.js';
import { createTestDatabase, type TestDatabase } from '../testing/index.js';
import { HealthStore } from './health-store.js';

let test_: TestDatabase;
let database: Database;

beforeAll(async () => {
  test_ = await createTestDatabase();
  // Without names, an explanation needs no values for the parameters of what it explains.
  const options = { preparedStatements: false, poolSize: 1, applicationName: 'plans' };
  database = new Database(test_.connection, options);
  const history = `insert into job_runs (job_name, status, trigger, started_at, finished_at)
    select 'job_' || i % 50, 'completed', 'manual', infra_now(), infra_now() from generate_series(1, 30000) i`;
  for (const text of [history, 'vacuum analyze job_runs']) await database.query({ name: '', text });
});

afterAll(async () => {
  await database.close();
  await test_.drop();
});

test('a look at the health of runs does not read through thirty thousand finished ones', async () => {
  const plan: string[] = [];
  const store = new HealthStore({
    async query<Row extends object>({ text }: Statement): Promise<Row[]> {
      const rows = await database.query<object>({ name: '', text: `explain (generic_plan) ${text}` });
      plan.push(...rows.map((row) => Object.values(row).join('')));
      return [];
    },
  });
  await expect(store.runs(1)).rejects.toThrow('no row');
  expect(plan.join('\n')).toMatch(/Index.* Scan using job_runs_running/);
  expect(plan.join('\n')).not.toMatch(/Seq Scan on job_runs/);
});
