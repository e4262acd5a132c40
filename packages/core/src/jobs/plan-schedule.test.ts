import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { occurrencesOf } from '../clock/occurrences.js';
import {
  type PlanningFacts,
  planSchedule,
  type StoredSchedule,
  type WantedSchedule,
} from './plan-schedule.js';

const at = (time: string) => new Date(`2026-06-01T${time}Z`);

const wanted: WantedSchedule = {
  jobName: 'job',
  name: 'default',
  schedule: '0 0 * * * *',
  timeZone: 'UTC',
  parameters: { a: 1, b: { c: 2, d: 3 } },
  overlap: 'skip',
  misfire: 'run-once',
  clockChange: {},
  jitterMs: 0,
  maxAttempts: 1,
  queue: 'default',
  priority: 0,
  limited: false,
  gated: false,
  subject: null,
  conflictGroup: null,
  wanted: true,
};
const firing: StoredSchedule = {
  ...wanted,
  enabled: true,
  nextRun: at('12:00:00'),
  revision: 7,
  skippedSince: null,
};
const off: StoredSchedule = { ...firing, enabled: false, nextRun: null, skippedSince: at('09:30:00') };
const facts = (now: string, offReason: PlanningFacts['off'] = null): PlanningFacts => ({
  now: at(now),
  off: offReason,
  timesOf: occurrencesOf,
});
const halfHourly = { ...wanted, schedule: '0 30 * * * *' };

describe('a schedule that is new', () => {
  it('waits for its first occurrence after now', () => {
    const change = { enabled: true, seen: null, close: null, record: [] };
    expect(planSchedule(null, wanted, facts('11:59:59'))).toMatchObject({
      ...change,
      nextRun: at('12:00:00'),
    });
    expect(planSchedule(null, wanted, facts('12:00:00'))).toMatchObject({
      ...change,
      nextRun: at('13:00:00'),
    });
  });

  it.each([
    ['its job is switched off', wanted, 'disabled' as const, 'disabled'],
    ['nobody has its job', wanted, 'no_worker' as const, 'no_worker'],
    ['the configuration has it off', { ...wanted, wanted: false }, null, 'disabled'],
  ])('is skipped from now on when %s', (_, schedule, offReason, reason) => {
    expect(planSchedule(null, schedule, facts('11:30:00', offReason))).toMatchObject({
      enabled: false,
      nextRun: null,
      record: [{ first: new Date(at('11:30:00').getTime() + 1), last: null, count: 0, reason }],
    });
  });
});

describe('a schedule that fires', () => {
  it('is left alone when it is as it should be, in whatever order its parameters are stored', () => {
    const stored = { ...firing, parameters: { b: { d: 3, c: 2 }, a: 1 } };
    expect(planSchedule(stored, wanted, facts('11:30:00'))).toBeNull();
  });

  it.each<Partial<WantedSchedule>>([
    { parameters: { a: 2 } },
    { overlap: 'queue' },
    { misfire: 'skip' },
    { jitterMs: 5 },
    { maxAttempts: 3 },
  ])('keeps what it waits for, late or not, when only %j changes', (settings) => {
    for (const now of ['11:30:00', '15:00:00']) {
      expect(planSchedule(firing, { ...wanted, ...settings }, facts(now))).toMatchObject({
        nextRun: firing.nextRun,
        close: null,
        record: [],
      });
    }
  });

  it('waits for its next new time when its times change', () => {
    for (const schedule of [halfHourly, { ...wanted, timeZone: 'Asia/Kolkata' }]) {
      expect(planSchedule(firing, schedule, facts('11:20:00'))).toMatchObject({
        nextRun: at('11:30:00'),
        record: [],
      });
    }
    const policy = { ...wanted, clockChange: { repeated: 'first' as const } };
    expect(planSchedule(firing, policy, facts('11:20:00'))).toMatchObject({ nextRun: at('12:00:00') });
  });

  it('records as misfired what was due by its old times and not served', () => {
    const misfired = { first: at('12:00:00'), last: at('14:10:00'), count: 3, reason: 'misfire' };
    expect(planSchedule(firing, halfHourly, facts('14:10:00'))).toMatchObject({
      nextRun: at('14:30:00'),
      record: [misfired],
    });
    expect(planSchedule(firing, wanted, facts('14:10:00', 'disabled'))).toMatchObject({
      nextRun: null,
      record: [misfired, { first: new Date(at('14:10:00').getTime() + 1), last: null, reason: 'disabled' }],
    });
  });

  it('is skipped from just after now when it is switched off, whose occurrence at this very moment has its run', () => {
    const served = { ...firing, nextRun: at('13:00:00') };
    expect(planSchedule(served, wanted, facts('12:00:00', 'disabled'))).toMatchObject({
      enabled: false,
      nextRun: null,
      record: [{ first: new Date(at('12:00:00').getTime() + 1), last: null }],
    });
  });
});

describe('a schedule that is off', () => {
  it('fires after now when it is switched on, and closes its span with what it has skipped', () => {
    expect(planSchedule(off, wanted, facts('12:00:00'))).toMatchObject({
      enabled: true,
      nextRun: at('13:00:00'),
      close: { last: at('12:00:00'), count: 3 },
      record: [],
    });
  });

  it('counts what it has skipped by its old times when they change', () => {
    const change = planSchedule(off, halfHourly, facts('12:10:00', 'disabled'));
    expect(change).toMatchObject({ enabled: false, close: { last: at('12:10:00'), count: 3 } });
    expect(change?.record).toMatchObject([{ first: new Date(at('12:10:00').getTime() + 1), last: null }]);
    expect(planSchedule(off, halfHourly, facts('12:10:00'))).toMatchObject({
      nextRun: at('12:30:00'),
      close: { count: 3 },
    });
  });

  it('stays as it is, whoever else wants it off', () => {
    expect(planSchedule(off, wanted, facts('12:00:00', 'no_worker'))).toBeNull();
  });

  it('can be changed by a program that cannot read what is stored', () => {
    const stored = { ...off, timeZone: 'Mars/Olympus' };
    expect(planSchedule(stored, wanted, facts('12:00:00'))).toMatchObject({ nextRun: at('13:00:00') });
  });
});

describe('a life of a schedule', () => {
  // A model of the table: what is stored, and what has been served by runs and spans.
  interface Life {
    stored: StoredSchedule | null;
    runs: number[];
    spans: { first: number; last: number | null }[];
    /** From when on which times were asked for. */
    asked: { from: number; schedule: WantedSchedule }[];
    faults: string[];
  }

  const schedules = ['* * * * * *', '*/5 * * * * *', '0 * * * * *', '30 */7 * * * *'];
  const step = fc.record({
    // Often a whole second, where an occurrence and the deed coincide.
    pass: fc.oneof(
      fc.integer({ min: 0, max: 20 }).map((s) => s * 1_000),
      fc.integer({ min: 0, max: 900_000 }),
    ),
    deed: fc.constantFrom('tick', 'disable', 'enable', 'orphan', 'retime', 'drop', 'wait'),
    schedule: fc.constantFrom(...schedules),
  });

  it('keeps every occurrence since the first sync covered by exactly one run or one span', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const life: Life = { stored: null, runs: [], spans: [], asked: [], faults: [] };
        let now = at('12:00:00').getTime();
        let offReason: PlanningFacts['off'] = null;
        let cron = '* * * * * *';
        let dropped = false;
        const plan = () => {
          const schedule = { ...wanted, schedule: cron, wanted: !dropped };
          const facts = { now: new Date(now), off: offReason, timesOf: occurrencesOf };
          apply(life, planSchedule(life.stored, schedule, facts), now);
        };
        plan();
        for (const { pass, deed, schedule } of steps) {
          now += pass;
          if (deed === 'tick') tick(life, now);
          if (deed === 'disable') offReason = 'disabled';
          if (deed === 'enable') offReason = null;
          if (deed === 'orphan') offReason = 'no_worker';
          if (deed === 'retime') cron = schedule;
          if (deed === 'retime' || deed === 'drop') dropped = deed === 'drop';
          if (deed !== 'tick' && deed !== 'wait') plan();
        }
        tick(life, now);
        expect([...life.faults, ...uncovered(life, now)]).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  function apply(life: Life, change: ReturnType<typeof planSchedule>, now: number): void {
    if (change === null) return;
    const check = (span: { first: number; last: number | null }, count: number) => {
      const right = span.last === null ? 0 : countIn(life, span.first, span.last);
      if (count !== right) life.faults.push(`a span of ${right} is recorded with ${count}`);
    };
    const last = life.spans.at(-1);
    if (change.close !== null && last !== undefined) {
      if (last.last !== null) life.faults.push('a closed span is closed again');
      last.last = change.close.last.getTime();
      check(last, change.close.count);
    }
    for (const { first, last: end, count } of change.record) {
      const span = { first: first.getTime(), last: end?.getTime() ?? null };
      life.spans.push(span);
      check(span, count);
    }
    const open = life.spans.findLast((span) => span.last === null);
    const openSpans = life.spans.filter((span) => span.last === null).length;
    if (openSpans !== (change.enabled ? 0 : 1)) life.faults.push(`${openSpans} open spans`);
    life.stored = {
      ...change.wanted,
      enabled: change.enabled,
      nextRun: change.nextRun,
      revision: (life.stored?.revision ?? 0) + 1,
      skippedSince: open === undefined ? null : new Date(open.first),
    };
    life.asked.push({ from: now, schedule: change.wanted });
  }

  /** Serves everything that is due, as a scheduler with `runAll` would. */
  function tick(life: Life, now: number): void {
    const { stored, runs } = life;
    if (!stored?.nextRun) return;
    let next: Date | null = stored.nextRun;
    for (; next !== null && next.getTime() <= now; next = occurrencesOf(stored).next(next))
      runs.push(next.getTime());
    life.stored = { ...stored, nextRun: next };
  }

  function occurrences({ asked }: Life, now: number): number[] {
    return asked.flatMap(({ from, schedule }, index) => {
      const until = asked[index + 1]?.from ?? now;
      return [...occurrencesOf(schedule).between(new Date(from + 1), new Date(until))].map((each) =>
        each.getTime(),
      );
    });
  }

  function countIn(life: Life, first: number, last: number): number {
    return occurrences(life, last).filter((each) => each >= first && each <= last).length;
  }

  function uncovered(life: Life, now: number): string[] {
    return occurrences(life, now).flatMap((each) => {
      const runs = life.runs.filter((run) => run === each).length;
      const spans = life.spans.filter(({ first, last }) => first <= each && (last ?? now) >= each).length;
      return runs + spans === 1 ? [] : `${new Date(each).toISOString()}: ${runs} runs, ${spans} spans`;
    });
  }
});
