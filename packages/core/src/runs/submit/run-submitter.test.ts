import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database, Session } from '../../database/database.js';
import { RunFixtures } from '../../testing/run-fixtures.js';
import { testJob } from '../../testing/test-job.js';
import { offsetDatabaseClock, openTestDatabase } from '../../testing/test-schema.js';
import { type NewRun, newRun } from './new-run.js';
import { prepareRun } from './prepared-run.js';
import { RunSubmitter, untold } from './run-submitter.js';
import { RunStore } from '../run-store.js';
import { SubjectBusyError } from './subject-busy-error.js';
import { useTestDatabase } from '../../testing/use-test-database.js';

const { connection, database } = useTestDatabase();
let other: Database;
let runs: RunStore;

beforeAll(async () => {
  other = openTestDatabase(connection);
  runs = new RunStore(database);
});

beforeEach(async () => {
  await offsetDatabaseClock(database, 0);
  await database.query({ name: 'empty', text: 'truncate job_runs cascade' });
});

afterAll(async () => {
  await other.close();
});

function prepared(fields: Partial<NewRun> = {}, job = 'job') {
  return prepareRun(newRun(testJob(job), { trigger: 'api', parameters: {}, actor: 'test', ...fields }));
}

function submitter(session: Session = database): RunSubmitter {
  return new RunSubmitter(session, untold);
}

async function count(): Promise<number> {
  const [row] = await database.query<{ n: number }>({
    name: 'count',
    text: 'select count(*)::int n from job_runs',
  });
  return row?.n ?? 0;
}

async function finish(id: number, status: 'completed' | 'failed' | 'cancelled'): Promise<void> {
  const text = `update job_runs set status = $2, finished_at = infra_now() where id = $1`;
  await database.query({ name: 'finish', text }, [id, status]);
}

/** Counts statements, and holds the first until told. */
function heldSession(): { session: Session; names: string[]; release: () => void } {
  const names: string[] = [];
  const first = Promise.withResolvers<void>();
  const session: Session = {
    async query(statement, values) {
      names.push(statement.name);
      if (names.length === 1) await first.promise;
      return database.query(statement, values);
    },
  };
  return { session, names, release: () => first.resolve() };
}

describe('runs without a key or a subject', () => {
  test('are stored as they were asked for, in their order', async () => {
    const all = [
      prepared({ parameters: { n: 1 }, priority: 5, clientId: 'acme', context: { ticket: 7 } }),
      prepared({ parameters: { n: 2 }, delayMs: 60_000, queue: 'mail' }, 'other'),
      prepared({ parameters: { n: 3 }, notify: { webhook: 'https://example.org' }, retryOf: 1 }),
    ];
    const outcomes = await submitter().submitAll(all);
    const stored = await runs.read(outcomes.map((outcome) => (outcome as { id: number }).id));
    expect(stored.map((run) => run.parameters)).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
    expect(stored[0]).toMatchObject({
      status: 'queued',
      priority: 5,
      clientId: 'acme',
      context: { ticket: 7 },
    });
    expect(stored[1]).toMatchObject({ jobName: 'other', queue: 'mail', retryOf: null });
    expect(stored[1]!.availableAt.getTime() - stored[1]!.createdAt.getTime()).toBe(60_000);
    expect(stored[2]).toMatchObject({ retryOf: 1, conflictGroup: null, subject: null });
  });

  test('of many callers share statements: what arrives while one is under way goes with the next', async () => {
    const { session, names, release } = heldSession();
    const one = submitter(session);
    const all = Array.from({ length: 1_500 }, (_, n) => one.submit(prepared({ parameters: { n } })));
    release();
    const ids = (await Promise.all(all)).map(({ id }) => id);
    expect(names).toEqual(['insert_run', 'insert_runs_alike', 'insert_runs_alike']);
    const stored = await runs.read(ids);
    expect(new Map(stored.map((run) => [run.id, run.parameters['n']]))).toEqual(
      new Map(ids.map((id, n) => [id, n])),
    );
  });

  test('are refused alone when the database refuses one of a batch', async () => {
    const { session, release } = heldSession();
    const one = submitter(session);
    const all = Array.from({ length: 20 }, (_, n) =>
      // A number that the column does not hold.
      one.submit(prepared(n === 13 ? { priority: 70_000 } : { parameters: { n } })),
    );
    release();
    const results = await Promise.allSettled(all);
    expect(results.flatMap(({ status }, at) => (status === 'rejected' ? [at] : []))).toEqual([13]);
    expect(await count()).toBe(19);
  });
});

describe('a key', () => {
  test('names the same run for a day, and another one after it', async () => {
    const first = await submitter().submit(prepared({ key: 'k' }));
    expect(first).toMatchObject({ created: true, status: 'queued' });
    await finish(first.id, 'completed');
    expect(await submitter().submit(prepared({ key: 'k' }))).toEqual({
      id: first.id,
      status: 'completed',
      created: false,
    });
    expect(await submitter().submit(prepared({ key: 'k' }, 'other'))).toMatchObject({ created: true });
    await offsetDatabaseClock(database, 23 * 3_600_000);
    expect(await submitter().submit(prepared({ key: 'k' }))).toMatchObject({ created: false });
    await offsetDatabaseClock(database, 25 * 3_600_000);
    expect(await submitter().submit(prepared({ key: 'k' }))).toMatchObject({ created: true });
  });

  test.each(['failed', 'cancelled'] as const)('is free again when its run has %s', async (status) => {
    const first = await submitter().submit(prepared({ key: 'k' }));
    await finish(first.id, status);
    const second = await submitter().submit(prepared({ key: 'k' }));
    expect(second.created).toBe(true);
    expect(await submitter().submit(prepared({ key: 'k' }))).toMatchObject({ id: second.id, created: false });
  });

  test('makes one run, whoever gives it at the same time', async () => {
    const [one, two] = [submitter(), submitter(other)];
    for (let round = 0; round < 10; round++) {
      const given = () => prepared({ key: `k${round}` });
      const all = await Promise.all([one, two, one, two].map((each) => each.submit(given())));
      expect(new Set(all.map(({ id }) => id)).size).toBe(1);
      expect(all.filter(({ created }) => created)).toHaveLength(1);
    }
    expect(await count()).toBe(10);
  });

  test('makes one run when it comes twice in one call', async () => {
    const outcomes = await submitter().submitAll([
      prepared({ key: 'k' }),
      prepared(),
      prepared({ key: 'k' }),
    ]);
    expect(outcomes).toMatchObject([{ created: true }, { created: true }, { created: false }]);
    expect((outcomes[2] as { id: number }).id).toBe((outcomes[0] as { id: number }).id);
  });
});

describe('a subject', () => {
  const busy = { subject: 'article 12' };

  test('is refused while an unfinished run holds it, whatever the job, and the holder is named', async () => {
    const holder = await submitter().submit(prepared(busy));
    const refused = submitter().submit(prepared(busy, 'other'));
    await expect(refused).rejects.toBeInstanceOf(SubjectBusyError);
    await expect(refused).rejects.toMatchObject({ code: 'subject_busy', holder: String(holder.id) });
    expect(await submitter().submit(prepared({ ...busy, conflictGroup: 'elsewhere' }))).toMatchObject({
      created: true,
    });
    await finish(holder.id, 'failed');
    expect(await submitter().submit(prepared(busy, 'other'))).toMatchObject({ created: true });
  });

  test('of many submissions at once goes to one', async () => {
    const [one, two] = [submitter(), submitter(other)];
    for (let round = 0; round < 10; round++) {
      const given = () => prepared({ subject: `s${round}` });
      const all = await Promise.allSettled([one, two, one, two].map((each) => each.submit(given())));
      expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      const reasons = all.flatMap((result) =>
        result.status === 'rejected' ? [result.reason as unknown] : [],
      );
      expect(reasons.every((reason) => reason instanceof SubjectBusyError)).toBe(true);
    }
    expect(await count()).toBe(10);
  });

  test('refuses its own run of a list and none of the others', async () => {
    await submitter().submit(prepared({ subject: 'taken' }));
    const outcomes = await submitter().submitAll([
      prepared({ subject: 'free' }),
      prepared({ subject: 'taken' }),
      prepared({ subject: 'free' }),
      prepared(),
    ]);
    expect(outcomes.map((outcome) => outcome instanceof SubjectBusyError)).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(await count()).toBe(3);
  });

  test('that its own key holds is no conflict', async () => {
    const first = await submitter().submit(prepared({ ...busy, key: 'k' }));
    expect(await submitter().submit(prepared({ ...busy, key: 'k' }))).toMatchObject({
      id: first.id,
      created: false,
    });
  });

  test('with a key that comes from two sides at once ends as one run', async () => {
    const [one, two] = [submitter(), submitter(other)];
    for (let round = 0; round < 10; round++) {
      const given = (key: string) => prepared({ subject: `s${round}`, key: `${key}${round}` });
      const all = await Promise.allSettled([one.submit(given('a')), two.submit(given('b'))]);
      expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(all.find(({ status }) => status === 'rejected')).toMatchObject({
        reason: { code: 'subject_busy' },
      });
    }
    const [keys] = await database.query<{ n: number }>({
      name: 'count_keys',
      text: 'select count(*)::int n from idempotency_keys',
    });
    expect(keys?.n).toBe(10);
  });
});

test('a run that was submitted is claimed like any other', async () => {
  const fixtures = new RunFixtures(database);
  const { id } = await submitter().submit(prepared({ subject: 's', key: 'k' }));
  expect(await fixtures.claim(await fixtures.worker())).toMatchObject([{ id, jobName: 'job' }]);
});
