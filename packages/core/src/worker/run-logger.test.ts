import { describe, expect, it } from 'vitest';
import type { Session, Statement } from '../database/database.js';
import { DatabaseUnreachableError } from '../database/database-errors.js';
import type { RuntimeEvent } from '../events/runtime-event.js';
import { LogStore } from '../logs/log-store.js';
import { createFakeClock } from '../testing/fake-clock.js';
import { RunLog } from './run-logger.js';
import { useTestDatabase } from '../testing/use-test-database.js';

const { database, fixtures } = useTestDatabase();

function openLog(session: Session = database) {
  const events: RuntimeEvent[] = [];
  const changed: string[] = [];
  const clock = createFakeClock(0);
  const emit = (event: RuntimeEvent) => void events.push(event);
  const hints = { send: (_: string, items: Iterable<string>) => void changed.push(...items) };
  return { events, changed, clock, log: new RunLog(new LogStore(session), { clock, emit, hints }) };
}

async function lines(runId: number) {
  return new LogStore(database).ofRun(runId, 100_000);
}

describe('the log of a run', () => {
  it('keeps the lines of each run in the order they came', async () => {
    const [one, two] = await fixtures.enqueue(2);
    const { log } = openLog();
    const logs = [one!, two!].map((id) => log.open({ id, attempt: 1 }, null));
    for (let line = 0; line < 2_500; line++) logs[line % 2]?.logger.info(`line ${line}`);
    await logs[0]?.flushed();
    await logs[1]?.flushed();
    expect((await lines(one!)).map(({ message }) => message)).toEqual(
      Array.from({ length: 1_250 }, (_, line) => `line ${2 * line}`),
    );
    expect(await lines(two!)).toHaveLength(1_250);
  });

  it('keeps level, attempt and fields as they were when the line was written', async () => {
    const [id] = await fixtures.enqueue(1);
    const { log } = openLog();
    const attempt = log.open({ id: id!, attempt: 3 }, null);
    const fields = { count: 1 };
    attempt.logger.warn('careful', fields);
    fields.count = 2;
    attempt.logger.debug('quiet');
    await attempt.flushed();
    expect(await lines(id!)).toMatchObject([
      { level: 'warn', attempt: 3, message: 'careful', fields: { count: 1 }, at: new Date(0) },
      { level: 'debug', fields: null },
    ]);
  });

  it('says whether a line is still to be written', async () => {
    const [id] = await fixtures.enqueue(1);
    const { log } = openLog();
    const [silent, attempt] = [
      log.open({ id: id!, attempt: 1 }, null),
      log.open({ id: id!, attempt: 1 }, null),
    ];
    attempt.logger.info('here');
    expect([silent.pending, attempt.pending]).toEqual([false, true]);
    await attempt.flushed();
    expect(attempt.pending).toBe(false);
  });

  it('is told to those who follow it, once a batch', async () => {
    const [id] = await fixtures.enqueue(1);
    const { log, changed } = openLog();
    const attempt = log.open({ id: id!, attempt: 1 }, null);
    for (let line = 0; line < 10; line++) attempt.logger.info('here');
    await attempt.flushed();
    expect(changed).toEqual([String(id)]);
  });

  it('tells no secret of the run, in no message and no field', async () => {
    const [id] = await fixtures.enqueue(1);
    const { log } = openLog();
    const attempt = log.open({ id: id!, attempt: 1 }, null);
    attempt.hide(['say \\"hi\\"', 'say "hi"', '4711']);
    attempt.logger.info('it is say "hi"', { nested: { password: 'say "hi"' } });
    attempt.logger.info('a number', { pin: 4711, count: 14711 });
    await attempt.flushed();
    expect(await lines(id!)).toMatchObject([
      { message: 'it is ***', fields: { nested: { password: '***' } } },
      { message: 'a number', fields: { pin: '***', count: 14711 } },
    ]);
  });

  it('takes nothing from a worker that no longer holds the run, or from an earlier attempt', async () => {
    const [owner, other] = [await fixtures.worker(), await fixtures.worker()];
    await database.query({ name: 'clear', text: 'delete from job_runs' });
    const run = await fixtures.claimed(owner);
    const { log } = openLog();
    const logs = [log.open(run, owner), log.open(run, other), log.open({ id: run.id, attempt: 7 }, owner)];
    for (const [index, { logger }] of logs.entries()) logger.info(`from ${index}`);
    await log.flushed();
    expect((await lines(run.id)).map(({ message }) => message)).toEqual(['from 0']);
  });

  it('takes what no database takes, and harms no other line', async () => {
    const [id] = await fixtures.enqueue(1);
    const { log, events } = openLog();
    const attempt = log.open({ id: id!, attempt: 1 }, null);
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    attempt.logger.info('nul \0 and half \ud83d', { nul: '\0', half: '\ud83d' });
    attempt.logger.info('bigint', { big: 1n });
    attempt.logger.info('circle', circle);
    attempt.logger.info(new Error('an error as it is') as unknown as string);
    attempt.logger.info('x'.repeat(100_000));
    await attempt.flushed();
    const written = await lines(id!);
    expect(written.length).toBe(5);
    expect(written[0]).toMatchObject({
      message: 'nul \ufffd and half \ufffd',
      fields: { nul: '\ufffd', half: '\ufffd' },
    });
    expect(written[1]?.fields).toEqual({ not_json: 'Do not know how to serialize a BigInt' });
    expect(written[2]?.fields).toEqual({ not_json: expect.stringContaining('circular') as string });
    expect(written[3]?.message).toMatch(/^Error: an error as it is\n {4}at /);
    expect(written[4]?.message.length).toBe(16_384);
    expect(events).toEqual([]);
  });

  it('drops the lines of a run that is gone, and no others', async () => {
    const [gone, id] = await fixtures.enqueue(2);
    await database.query({ name: 'prune', text: 'delete from job_runs where id = $1' }, [gone]);
    const { log, events } = openLog();
    log.open({ id: gone!, attempt: 1 }, null).logger.info('late');
    const attempt = log.open({ id: id!, attempt: 1 }, null);
    attempt.logger.info('in time');
    await attempt.flushed();
    expect(await lines(id!)).toHaveLength(1);
    expect(events).toEqual([]);
  });

  it('waits while the database is away, and then writes in order', async () => {
    const [id] = await fixtures.enqueue(1);
    let away = 2;
    const session: Session = {
      async query<Row extends object>(statement: Statement, values?: readonly unknown[]): Promise<Row[]> {
        if (away-- > 0) throw new DatabaseUnreachableError('here', new Error('gone'));
        return database.query<Row>(statement, values);
      },
    };
    const { log, clock, events } = openLog(session);
    const attempt = log.open({ id: id!, attempt: 1 }, null);
    attempt.logger.info('first');
    await clock.untilSleeping();
    attempt.logger.info('second');
    const flushing = attempt.flushed();
    await clock.advance(250);
    await clock.untilSleeping();
    await clock.advance(250);
    await flushing;
    expect((await lines(id!)).map(({ message }) => message)).toEqual(['first', 'second']);
    expect(events).toEqual([]);
  });

  it('gives up waiting when it is abandoned, and tells', async () => {
    const session: Session = {
      query: () => Promise.reject(new DatabaseUnreachableError('here', new Error('gone'))),
    };
    const { log, clock, events } = openLog(session);
    log.open({ id: 1, attempt: 1 }, null).logger.info('lost');
    await clock.untilSleeping();
    log.abandon();
    await log.flushed();
    expect(events).toMatchObject([{ kind: 'fault', where: 'logs' }]);
  });

  it('does not grow without end when lines come faster than they can be written', async () => {
    const [id] = await fixtures.enqueue(1);
    const { log, events } = openLog();
    const attempt = log.open({ id: id!, attempt: 1 }, null);
    for (let line = 0; line < 50_100; line++) attempt.logger.debug('too fast');
    await log.flushed();
    attempt.logger.debug('slow again');
    await log.flushed();
    expect(await lines(id!)).toHaveLength(50_001);
    expect(events).toMatchObject([
      { kind: 'fault', where: 'logs', error: { message: expect.stringMatching(/^100 log line/) as string } },
    ]);
  });

  it('of a chatty run does not hold up another', async () => {
    const [chatty, quiet] = await fixtures.enqueue(2);
    const { log } = openLog();
    const over = new AbortController();
    const talk = async () => {
      const { logger } = log.open({ id: chatty!, attempt: 1 }, null);
      while (!over.signal.aborted) {
        for (let line = 0; line < 200; line++) logger.info('blah');
        await new Promise((resolve) => {
          setImmediate(resolve);
        });
      }
    };
    const talking = talk();
    const attempt = log.open({ id: quiet!, attempt: 1 }, null);
    attempt.logger.info('one word');
    await attempt.flushed();
    over.abort();
    await talking;
    expect(await lines(quiet!)).toHaveLength(1);
    await log.flushed();
  });
});
