import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Session, Statement } from '../database/database.js';
import { DatabaseUnreachableError } from '../database/database-errors.js';
import type { RuntimeEvent } from '../events/runtime-event.js';
import { createFakeClock } from '../testing/fake-clock.js';
import { outcomes } from '../testing/run-fixtures.js';
import { Settler } from './settler.js';
import { useTestDatabase } from '../testing/use-test-database.js';

const { database, fixtures } = useTestDatabase();
let workerId: number;
let events: RuntimeEvent[];

beforeAll(async () => {
  workerId = await fixtures.worker();
});

beforeEach(() => {
  events = [];
});

/** The database, on a connection that has trouble as often as is said, before or after the statement is done. */
function troubled(faults: { before?: Error; after?: Error; times: number }): Session {
  let left = faults.times;
  return {
    async query<Row extends object>(statement: Statement, values: readonly unknown[] = []): Promise<Row[]> {
      const faulty = /^settle_(completed_)?runs$/.test(statement.name) && left-- > 0;
      if (faulty && faults.before !== undefined) throw faults.before;
      const rows = await database.query<Row>(statement, values);
      if (faulty && faults.after !== undefined) throw faults.after;
      return rows;
    },
  };
}

function settlerOn(session: Session) {
  const clock = createFakeClock(0);
  const tools = { clock, emit: (event: RuntimeEvent) => events.push(event), hints: database.hints };
  return { clock, settler: new Settler(session, workerId, tools) };
}

const unreachable = new DatabaseUnreachableError('here', new Error('gone'));
const coded = (code: string) => Object.assign(new Error(code), { code });

describe('a settler', () => {
  it('records what comes in one turn in one statement', async () => {
    let statements = 0;
    const counting: Session = {
      query: (statement, values) => {
        statements++;
        return database.query(statement, values);
      },
    };
    const { settler } = settlerOn(counting);
    const runs = [
      await fixtures.claimed(workerId),
      await fixtures.claimed(workerId),
      await fixtures.claimed(workerId),
    ];
    const recorded = await Promise.all(runs.map((run) => settler.settle(run, outcomes.completed)));
    expect(recorded).toEqual(['completed', 'completed', 'completed']);
    expect(statements).toBe(1);
  });

  it('keeps an outcome while the database is away, waits longer and longer, and tells once', async () => {
    const { settler, clock } = settlerOn(troubled({ before: unreachable, times: 3 }));
    const run = await fixtures.claimed(workerId);
    const settling = settler.settle(run, outcomes.completed);
    for (const pause of [100, 200, 400]) {
      await clock.untilSleeping();
      await clock.advance(pause);
    }
    expect(await settling).toBe('completed');
    expect(events).toMatchObject([{ kind: 'database_lost', where: 'settle' }]);
  });

  it('knows its own record again when the answer was lost', async () => {
    const { settler, clock } = settlerOn(troubled({ after: unreachable, times: 2 }));
    const runs = [await fixtures.claimed(workerId), await fixtures.claimed(workerId)];
    const settling = [
      settler.settle(runs[0]!, outcomes.completed),
      settler.settle(runs[1]!, outcomes.failed),
    ];
    for (const pause of [100, 200]) {
      await clock.untilSleeping();
      await clock.advance(pause);
    }
    expect(await Promise.all(settling)).toEqual(['completed', 'failed']);
  });

  it.each(['40P01', '53100', '57014', '0A000'])('tries again after trouble that passes: %s', async (code) => {
    const { settler, clock } = settlerOn(troubled({ before: coded(code), times: 1 }));
    const run = await fixtures.claimed(workerId);
    const settling = settler.settle(run, outcomes.completed);
    await clock.untilSleeping();
    await clock.advance(100);
    expect(await settling).toBe('completed');
    expect(events).toMatchObject([{ kind: 'fault', where: 'settle' }]);
  });

  it('records the others of a batch when one cannot be stored, and that one as a failure that says so', async () => {
    const { settler } = settlerOn(database);
    const runs = [
      await fixtures.claimed(workerId),
      await fixtures.claimed(workerId),
      await fixtures.claimed(workerId),
    ];
    const bad = { ...outcomes.completed, result: { ...outcomes.completed.result, output: { big: 1n } } };
    const recorded = await Promise.all([
      settler.settle(runs[0]!, outcomes.completed),
      settler.settle(runs[1]!, bad),
      settler.settle(runs[2]!, outcomes.cancelled),
    ]);
    expect(recorded).toEqual(['completed', 'failed', 'cancelled']);
    expect((await fixtures.read(runs[1]!.id)).error).toMatchObject({
      code: 'outcome_unstorable',
      message: expect.stringContaining('BigInt') as string,
    });
  });

  it('refuses the result of a run that was rescued or cancelled by then', async () => {
    const { settler } = settlerOn(database);
    const run = await fixtures.claimed(workerId);
    await database.query(
      { name: 'taken', text: `update job_runs set status = 'queued', claimed_by = null where id = $1` },
      [run.id],
    );
    expect(await settler.settle(run, outcomes.completed)).toBeNull();
  });

  it('gives up when it is abandoned', async () => {
    const { settler, clock } = settlerOn(troubled({ before: unreachable, times: 1_000 }));
    const run = await fixtures.claimed(workerId);
    const settling = settler.settle(run, outcomes.completed);
    await clock.untilSleeping();
    settler.abandon();
    expect(await settling).toBeNull();
    await settler.flushed();
    expect((await fixtures.read(run.id)).status).toBe('running');
  });
});
