import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database, type Session, type Statement } from '../database/database.js';
import { ScheduleStore } from '../jobs/schedule-store.js';
import { createTestDatabase, type TestDatabase } from '../testing/index.js';
import { outcomes } from '../testing/run-fixtures.js';
import { claimAmongQueues, nextRoom } from './claim/claim-among-queues.js';
import { claimReservedRuns, claimRuns, promoteDueRuns } from './claim/claim-runs.js';

import { cancelRuns, wantedCancels } from './settle/cancel-runs.js';
import { listRuns } from './read/list-runs.js';
import { lookForRuns } from './claim/look-for-runs.js';
import { readChanges } from './read/read-changes.js';
import { oldestReadyMs } from './read/read-system-figures.js';
import { phasesOfRuns } from './phases/read-phases.js';
import { RunStore } from './run-store.js';
import { settleRuns } from './settle/settle-runs.js';
import { heartbeat, WorkerStore } from './workers/worker-store.js';

let test: TestDatabase;
let database: Database;

const history = `insert into job_runs (job_name, status, trigger, schedule_name, scheduled_for, started_at, finished_at, exclusive)
    select 'job_' || i % 50, 'completed', 'schedule', 'default', t, t, t, true
    from (select i, infra_now() - i * interval '1 second' as t from generate_series(1, 30000) i) x`;
const waiting = `insert into job_runs (job_name, status, trigger, ready)
    select 'job_' || i % 50, 'queued', 'manual', i % 2 = 0 from generate_series(1, 200) i`;
const running = `insert into job_runs (job_name, status, trigger, claimed_by)
    select 'job_' || i % 50, 'running', 'manual', i % 5 from generate_series(1, 50) i`;
const phased = `insert into run_phases (run_id, position, name, job_name, weight, weight_before, queue, limited, gated,
      max_attempts, child, completed)
    select 1 + i / 100, i % 100, 'p', 'job_1', 1, i % 100, 'default', false, false, 1, i, true
    from generate_series(1, 20000) i`;

/** Opens a database in which these statements were executed. */
async function open(...statements: readonly string[]): Promise<void> {
  test = await createTestDatabase();
  // Without names, an explanation needs no values for the parameters of what it explains.
  const options = { preparedStatements: false, poolSize: 1, applicationName: 'plans' };
  database = new Database(test.connection, options);
  for (const [index, text] of statements.entries()) await database.query({ name: `fill_${index}`, text });
}

async function close(): Promise<void> {
  await database.close();
  await test.drop();
}

/** What PostgreSQL would do for the statement whatever its values, as it does once a statement is prepared. */
async function planOf(use: (session: Session) => Promise<unknown>): Promise<string> {
  const plans: string[] = [];
  const explaining: Session = {
    async query<Row extends object>({ name, text }: Statement): Promise<Row[]> {
      const explain = { name: `explain_${name}`, text: `explain (generic_plan) ${text}` };
      const rows = await database.query<{ 'QUERY PLAN': string }>(explain);
      plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
      return [];
    },
  };
  // A store may want a row that an explanation does not have.
  await use(explaining).catch(() => {});
  return plans.join('\n');
}

const claim = { workerId: 1, limit: 10, jobNames: ['job_1', 'job_2'] };
const settlements = [{ run: { id: 1, attempt: 1 }, outcome: outcomes.completed }];
const phases = [{ run: { id: 2, attempt: 1, parent: 1 }, outcome: outcomes.completed }];
const failedPhases = phases.map(({ run }) => ({ run, outcome: outcomes.failed }));

/** What a worker or a page asks for again and again. */
const askedOften: [string, (session: Session) => Promise<unknown>][] = [
  ['a claim', (session) => claimRuns(session, claim)],
  ['a claim of reserved runs', (session) => claimReservedRuns(session, claim)],
  ['a claim of limited runs', (session) => claimAmongQueues(session, claim, ['default', 'mail'])],
  ['a look for runs', (session) => lookForRuns(session, 1, null, ['job_1'])],
  ['a promotion', (session) => promoteDueRuns(session)],
  ['the question for room', (session) => nextRoom(session, ['job_1'], ['default', 'mail'])],
  ['a settlement', (session) => settleRuns(session, 1, settlements)],
  ['a settlement of phases', (session) => settleRuns(session, 1, phases)],
  ['a settlement of phases that failed', (session) => settleRuns(session, 1, failedPhases)],
  ['a look at the phases of runs', (session) => phasesOfRuns(session, [2, 3])],
  ['a heartbeat', (session) => session.query(heartbeat)],
  ['a rescue', (session) => new WorkerStore(session).rescue(1, 1_000, 3)],
  ['a cancel', (session) => cancelRuns(session, [1], { reason: 'no', actor: 'me', force: false })],
  ['a look at what is to be cancelled', (session) => wantedCancels(session, 1)],
  ['a look for what is overtaken', (session) => new RunStore(session).superseded(['job_1'])],
  ['a glance at what has changed', (session) => readChanges(session, [1, 2], 30_000)],
  ['a page of a list', (session) => listRuns(session, { before: 20_000, limit: 50 })],
  [
    'a page of completed runs',
    (session) => listRuns(session, { before: 20_000, limit: 50, statuses: ['completed'] }),
  ],
  [
    'a page of the runs of a job',
    (session) => listRuns(session, { before: 20_000, limit: 50, jobName: 'job_1' }),
  ],
  ['the question for the oldest run that waits', (session) => oldestReadyMs(session)],
  ['a look at what is due', (session) => new ScheduleStore(session).horizon(1_000, 10)],
  ['a tick', (session) => new ScheduleStore(session).tick([])],
];

describe.each([
  ['thirty thousand finished runs', [history, waiting, running, phased, 'vacuum analyze']],
  // What was planned on the first day stays, until the table is analysed: see the migration of its pages.
  ['runs, of which there are none yet,', []],
  ['runs, of which there are none and the database knows it,', ['vacuum analyze']],
])('%s', (_name, statements) => {
  beforeAll(() => open(...statements));
  afterAll(close);

  it.each(askedOften)('are not read through by %s', async (_, use) => {
    const plan = await planOf(use);
    expect(plan).toMatch(/Scan/);
    expect(plan).not.toMatch(/Seq Scan on job_runs/);
  });
});

describe('thirty thousand finished runs and the phases of many', () => {
  beforeAll(() => open(history, waiting, running, phased, 'vacuum analyze'));
  afterAll(close);

  it.each([
    ['completed', phases],
    ['failed', failedPhases],
  ])('phases that have %s are looked up by their keys, however many there have been', async (_, ended) => {
    const plan = await planOf((session) => settleRuns(session, 1, ended));
    expect(plan).toMatch(/Index Cond: \(child = \w+\.id\)/);
    // Without a condition it is read from its beginning: every phase that there ever was.
    expect(plan).not.toMatch(/Scan using run_phases_\w+ on run_phases[^\n]*\n(?!\s+Index Cond)/);
  });

  it('phases of combined runs are looked up run by run', async () => {
    const plan = await planOf((session) => phasesOfRuns(session, [2, 3]));
    expect(plan).toMatch(/Index Cond: \(run_id = a\.id\)/);
  });

  it('are not read through by a settlement of five hundred, whose number the planner sees', async () => {
    const many = Array.from({ length: 500 }, (_, index) => ({
      run: { id: 30_201 + (index % 50), attempt: index },
      outcome: outcomes.completed,
    }));
    let plan = '';
    const explaining: Session = {
      async query<Row extends object>({ text }: Statement, values: readonly unknown[] = []): Promise<Row[]> {
        const explain = { name: 'explain_many', text: `explain ${text}` };
        const rows = await database.query<{ 'QUERY PLAN': string }>(explain, values);
        plan = rows.map((row) => row['QUERY PLAN']).join('\n');
        return [];
      },
    };
    await settleRuns(explaining, 1, many);
    expect(plan).toMatch(/Index Scan using job_runs_pkey on job_runs/);
    expect(plan).not.toMatch(/(Seq Scan on|job_runs_running) job_runs/);
  });
});

describe('forty thousand runs that wait for their time, and as many for a limit,', () => {
  let workerId: number;

  beforeAll(async () => {
    await open(
      history,
      waiting,
      running,
      `insert into job_runs (job_name, status, trigger, ready, available_at)
       select 'job_1', 'queued', 'manual', false, infra_now() + interval '1 day' from generate_series(1, 40000)`,
      `insert into job_runs (job_name, status, trigger, limited, queue)
       select 'job_' || 1 + i % 3, 'queued', 'manual', true, case when i % 3 = 2 then 'mail' else 'default' end
       from generate_series(1, 40000) i`,
      `insert into job_limits (job_name, max_running, running) values ('job_1', 1, 1)`,
      `insert into job_limits (job_name, rate, burst, tokens, refilled_at)
       values ('job_2', 0.001, 1, 0, infra_now())`,
      `insert into job_limits (job_name, max_running) values ('job_3', 5)`,
      `insert into queues (name, width, running) values ('mail', 2, 2)`,
      `delete from job_runs where status = 'queued' and not limited and available_at <= infra_now()`,
      'vacuum analyze',
    );
    const introduction = { kind: 'work', host: 'test', pid: 1, version: '0', concurrency: 1 } as const;
    workerId = await new WorkerStore(database).register({ ...introduction, jobNames: ['job_1'] });
  }, 60_000);
  afterAll(close);

  /** Pages that the statement looks at. */
  async function pagesOf(use: (session: Session) => Promise<unknown>): Promise<number> {
    let pages = 0;
    const explaining: Session = {
      async query<Row extends object>(
        { name, text }: Statement,
        values: readonly unknown[] = [],
      ): Promise<Row[]> {
        const explain = { name: `buffers_${name}`, text: `explain (analyze, buffers, timing off) ${text}` };
        const rows = await database.query<{ 'QUERY PLAN': string }>(explain, values);
        const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
        const [, hit, , read] = /Buffers: shared(?: hit=(\d+))?( read=(\d+))?/.exec(plan) ?? [];
        pages += Number(hit ?? 0) + Number(read ?? 0);
        return [];
      },
    };
    // A store may want a row that an explanation does not have.
    await use(explaining).catch(() => {});
    return pages;
  }

  it.each<[string, (session: Session) => Promise<unknown>]>([
    ['a claim of one queue', (session) => claimRuns(session, request())],
    ['a claim among queues', (session) => claimAmongQueues(session, request(), ['default', 'mail'])],
    ['the question for room', (session) => nextRoom(session, request().jobNames, ['default', 'mail'])],
    ['a promotion', (session) => promoteDueRuns(session)],
    ['a look for runs', (session) => lookForRuns(session, workerId, null, request().jobNames)],
  ])('are not looked through by %s', async (_, use) => {
    // A handful of index pages for each table and index; the runs that wait fill thousands.
    const pages = await pagesOf(use);
    expect(pages).toBeGreaterThan(0);
    expect(pages).toBeLessThan(100);
  });

  const request = () => ({ workerId, limit: 10, jobNames: ['job_1', 'job_2', 'job_3'] });
});

describe.each([
  ['nothing', 0],
  ['a backlog', 20_000],
])('where %s waits, what a worker asks with every batch', (_, count) => {
  const named = { preparedStatements: true, poolSize: 1, applicationName: 'plans' };
  /** PostgreSQL makes a plan for the values that it sees so often, before it keeps one for all. */
  const tries = 5;

  beforeAll(() =>
    open(
      `insert into job_runs (job_name, status, trigger) select 'job_1', 'queued', 'manual' from generate_series(1, ${count})`,
      'vacuum analyze',
    ),
  );
  afterAll(close);

  it('is planned no more than five times on a connection', async () => {
    const connection = new Database(test.connection, named);
    const introduction = { kind: 'work', host: 'test', pid: 1, version: '0', concurrency: 1 } as const;
    const workers = new WorkerStore(connection);
    const workerId = await workers.register({ ...introduction, jobNames: ['job_1'] });
    for (let batch = 0; batch < 2 * tries; batch++) {
      const claimed = await claimRuns(connection, { workerId, limit: 300, jobNames: ['job_1'] });
      const settled = claimed.length > 0 ? claimed : [{ id: 1, attempt: 1 }];
      await settleRuns(
        connection,
        workerId,
        settled.map((run) => ({ run, outcome: outcomes.completed })),
      );
      await claimAmongQueues(connection, { workerId, limit: 10, jobNames: ['job_1'] }, ['default', 'mail']);
      await lookForRuns(connection, workerId, null, ['job_1']);
      await new RunStore(connection).read([batch]);
    }
    const plans = await connection.query<{ name: string; custom: number }>({
      name: 'plans',
      text: `select name, custom_plans as custom from pg_prepared_statements where generic_plans + custom_plans > 5`,
    });
    await connection.close();
    expect(plans.map(({ name }) => name).toSorted()).toEqual([
      'claim_among_queues',
      'claim_of_queue',
      'look_for_runs',
      'read_runs',
      'settle_completed_runs',
    ]);
    expect(plans.filter(({ custom }) => custom > tries)).toEqual([]);
  });
});
