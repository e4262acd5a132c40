import { describe, expect, it } from 'vitest';
import { layLine } from '../testing/cuttable-line.js';
import { Database, type Statement } from './database.js';
import { DatabaseUnreachableError } from './database-errors.js';
import { useTestDatabase } from '../testing/use-test-database.js';

const { connection, database } = useTestDatabase();

const options = { preparedStatements: true, poolSize: 2, applicationName: 'database test' };
const one: Statement = { name: 'one', text: 'select 1::bigint as one' };
const mySession: Statement = { name: 'my_session', text: 'select pg_backend_pid() as pid' };
const sessionOf: Statement = { name: 'session_of', text: 'select from pg_stat_activity where pid = $1' };
const endSession: Statement = { name: 'end_session', text: 'select pg_terminate_backend($1)' };

describe('the database', () => {
  it('reads a bigint as a number without changing the driver for the host', async () => {
    expect(await database.query(one)).toEqual([{ one: 1 }]);
  });

  it('gives every row a moment of its own', async () => {
    const moments: Statement = {
      name: 'moments',
      text: `select at from (values (1, '2026-02-28T00:00:00Z'::timestamptz), (2, '2026-02-28T00:00:00Z'), (3, null),
        (4, '2026-03-01T12:30:00.25Z'), (5, 'infinity'), (6, '2026-02-28T00:00:00Z')) m(id, at) order by id`,
    };
    const rows = await database.query<{ at: Date }>(moments);
    rows[0]?.at.setFullYear(1999);
    expect(rows.slice(1).map(({ at }) => at)).toEqual([
      new Date('2026-02-28T00:00:00Z'),
      null,
      new Date('2026-03-01T12:30:00.25Z'),
      Infinity,
      new Date('2026-02-28T00:00:00Z'),
    ]);
  });

  it('commits what a transaction did, and takes it back when it fails', async () => {
    const act = (action: string): [Statement, unknown[]] => [
      { name: 'act', text: `insert into audit_events (actor, action, target) values ('t', $1, 't')` },
      [action],
    ];
    await database.transaction((session) => session.query(...act('kept')));
    const failing = database.transaction(async (session) => {
      await session.query(...act('lost'));
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await database.query({ name: 'acts', text: 'select action from audit_events' })).toEqual([
      { action: 'kept' },
    ]);
  });

  it('survives a session that is ended between two statements of a transaction', async () => {
    const cut = database.transaction(async (session) => {
      const [own] = await session.query<{ pid: number }>(mySession);
      await database.query(endSession, [own?.pid]);
      await expect
        .poll(() =>
          session.query(one).then(
            () => 'answered',
            () => 'gone',
          ),
        )
        .toBe('gone');
      await session.query(one);
    });
    await expect(cut).rejects.toThrow(DatabaseUnreachableError);
    expect(await database.query(one)).toEqual([{ one: 1 }]);
  });

  it('answers the engine while a job holds every connection that jobs may have', async () => {
    const small = new Database(connection, { ...options, poolSize: 1 });
    const kysely = small.kysely();
    await kysely.transaction().execute(async () => {
      expect(await small.query(one)).toEqual([{ one: 1 }]);
    });
    await small.close();
  });

  it('answers aside, on one connection, while the engine holds every other', async () => {
    const small = new Database(connection, { ...options, poolSize: 1 });
    const aside = small.aside();
    const [own] = await aside.query<{ pid: number }>(mySession);
    await small.transaction(async (session) => {
      const [held] = await session.query<{ pid: number }>(mySession);
      expect(await aside.query(mySession)).toEqual([own]);
      expect(held?.pid).not.toBe(own?.pid);
    });
    await small.close();
    await expect.poll(async () => (await database.query(sessionOf, [own?.pid])).length).toBe(0);
  });

  it('is unreachable aside, too, and answers again when a connection can be made', async () => {
    const small = new Database(connection, options);
    const aside = small.aside();
    const [own] = await aside.query<{ pid: number }>(mySession);
    const slow = aside.query({ name: 'slow_aside', text: 'select pg_sleep(60)' });
    const [failure] = await Promise.all([
      slow.catch((error: unknown) => error),
      small.query(endSession, [own?.pid]),
    ]);
    expect(failure).toBeInstanceOf(DatabaseUnreachableError);
    expect(await aside.query(one)).toEqual([{ one: 1 }]);
    await small.close();
  });

  it('is unreachable, without its password in the message, when nothing listens or the password is wrong', async () => {
    const nowhere = new Database({ ...connection, host: '127.0.0.1', port: 1, password: 'hunter2' }, options);
    const wrong = new Database({ ...connection, password: 'hunter2' }, options);
    for (const unreachable of [nowhere, wrong]) {
      const refusal = await unreachable.query(one).catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(DatabaseUnreachableError);
      expect((refusal as Error).message).toContain(`'${connection.database}'`);
      expect((refusal as Error).message).not.toContain('hunter2');
      await unreachable.close();
    }
  });

  it('does not wait for ever on a connection that nobody answers any more', async () => {
    const line = await layLine(connection);
    const impatient = new Database(line.connection, { ...options, answerMs: 300 });
    await impatient.transaction(() => impatient.query(one));
    line.silence();
    const answers = [impatient.query(one), impatient.transaction((session) => session.query(one))];
    for (const answer of answers) await expect(answer).rejects.toThrow(DatabaseUnreachableError);
    line.restore();
    expect(await impatient.query(one)).toEqual([{ one: 1 }]);
    await impatient.close();
    await line.close();
  });

  it('lets a patient statement take longer', async () => {
    const impatient = new Database(connection, { ...options, answerMs: 50 });
    const slow = { name: 'slow', text: 'select pg_sleep(0.2)' };
    await expect(impatient.query(slow)).rejects.toThrow(DatabaseUnreachableError);
    expect(await impatient.query({ ...slow, patient: true })).toHaveLength(1);
    await impatient.close();
  });
});
