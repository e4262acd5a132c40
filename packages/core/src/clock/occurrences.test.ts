import { InvalidCronError, readCron } from '@infra/traits';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClockChangePolicy } from './clock-change.js';
import { InvalidTimeZoneError } from './invalid-time-zone-error.js';
import { type Occurrences, occurrencesOf } from './occurrences.js';

const minute = 60_000;
const hour = 60 * minute;
const newYork = 'America/New_York';
const lordHowe = 'Australia/Lord_Howe';

function times(occurrences: Occurrences, count: number, after: string): string[] {
  return occurrences.takeNext(count, new Date(after)).map(short);
}

/** `03-08T07:00`, followed by what the clock change has to do with it. */
function timesWithMarks(occurrences: Occurrences, count: number, after: string): string[] {
  return occurrences
    .takeNext(count, new Date(after))
    .map((date) => [short(date), occurrences.clockChangeAt(date)].filter((part) => part !== null).join(' '));
}

function short(date: Date): string {
  return date.toISOString().slice(5, 16);
}

describe('where the clocks go forward', () => {
  const march = (schedule: string, missing?: 'next' | 'skip') =>
    occurrencesOf({ schedule, timeZone: newYork, ...(missing && { clockChange: { missing } }) });
  const before = '2026-03-08T04:59:00Z';

  it('moves a missing time to the first instant after the gap by default, and marks it', () => {
    expect(timesWithMarks(march('0 30 2 * * *'), 2, before)).toEqual(['03-08T07:00 missing', '03-09T06:30']);
    expect(march('0 30 2 * * *').previous(new Date('2026-03-08T12:00:00Z'))).toEqual(
      new Date('2026-03-08T07:00:00Z'),
    );
  });

  it('moves all times of the gap to one', () => {
    expect(times(march('0 0,30 2 * * *'), 2, before)).toEqual(['03-08T07:00', '03-09T06:00']);
    expect(times(march('*/7 * 2 * * *'), 2, before)).toEqual(['03-08T07:00', '03-09T06:00']);
  });

  it('moves nothing onto a time that is there anyway', () => {
    const quarters = times(march('0 */15 1-3 * * *'), 6, '2026-03-08T06:29:00Z');
    expect(quarters).toEqual([
      '03-08T06:30',
      '03-08T06:45',
      '03-08T07:00',
      '03-08T07:15',
      '03-08T07:30',
      '03-08T07:45',
    ]);
  });

  it('goes on without an extra time for a schedule by the hour, which loses no hour', () => {
    expect(timesWithMarks(march('0 30 * * * *'), 3, before)).toEqual([
      '03-08T05:30',
      '03-08T06:30',
      '03-08T07:30',
    ]);
    expect(times(march('0 30 */2 * * *'), 2, before)).toEqual(['03-08T05:30', '03-08T08:30']);
  });

  it('leaves missing times out with skip', () => {
    expect(timesWithMarks(march('0 30 2 * * *', 'skip'), 1, before)).toEqual(['03-09T06:30']);
    expect(times(march('0 */15 2-3 * * *', 'skip'), 2, before)).toEqual(['03-08T07:00', '03-08T07:15']);
  });

  it('knows the half hour that Lord Howe leaves out', () => {
    const schedule = { schedule: '0 15 2 * * *', timeZone: lordHowe };
    expect(timesWithMarks(occurrencesOf(schedule), 2, '2026-10-02T16:00:00Z')).toEqual([
      '10-03T15:30 missing',
      '10-04T15:15',
    ]);
  });

  it('moves what a day that never was asked for to the first instant of the next, in Samoa in 2011', () => {
    const fridays = occurrencesOf({ schedule: '0 0 9 * * FRI', timeZone: 'Pacific/Apia' });
    expect(timesWithMarks(fridays, 2, '2011-12-27T00:00:00Z')).toEqual([
      '12-30T10:00 missing',
      '01-05T19:00',
    ]);
  });
});

describe('where the clocks go back', () => {
  const november = (schedule: string, repeated?: 'first' | 'both') =>
    occurrencesOf({ schedule, timeZone: newYork, ...(repeated && { clockChange: { repeated } }) });
  const before = '2026-11-01T04:00:00Z';

  it('takes the first of the two by default, also of several times in the hour, and marks it', () => {
    expect(timesWithMarks(november('0 30 1 * * *'), 2, before)).toEqual([
      '11-01T05:30 repeated',
      '11-02T06:30',
    ]);
    expect(times(november('0 0,30 1 * * *'), 3, before)).toEqual([
      '11-01T05:00',
      '11-01T05:30',
      '11-02T06:00',
    ]);
    expect(times(november('0 30 1-2 * * *'), 2, before)).toEqual(['11-01T05:30', '11-01T07:30']);
  });

  it('takes both for a schedule by the hour', () => {
    expect(timesWithMarks(november('0 30 * * * *'), 4, before)).toEqual([
      '11-01T04:30',
      '11-01T05:30 repeated',
      '11-01T06:30 repeated',
      '11-01T07:30',
    ]);
  });

  it('does what was chosen instead', () => {
    expect(times(november('0 30 * * * *', 'first'), 3, before)).toEqual([
      '11-01T04:30',
      '11-01T05:30',
      '11-01T07:30',
    ]);
    expect(times(november('0 30 1 * * *', 'both'), 3, before)).toEqual([
      '11-01T05:30',
      '11-01T06:30',
      '11-02T06:30',
    ]);
  });

  it('knows the half hour that Lord Howe repeats', () => {
    const daily = occurrencesOf({ schedule: '0 45 1 * * *', timeZone: lordHowe });
    expect(timesWithMarks(daily, 2, '2026-04-03T20:00:00Z')).toEqual(['04-04T14:45 repeated', '04-05T15:15']);
    const hourly = occurrencesOf({ schedule: '0 45 * * * *', timeZone: lordHowe });
    expect(times(hourly, 4, '2026-04-04T13:00:00Z')).toEqual([
      '04-04T13:45',
      '04-04T14:45',
      '04-04T15:15',
      '04-04T16:15',
    ]);
  });
});

// An oracle that shares no code with what it tests: it walks the minutes of the days around a clock change, asks the
// platform what the wall shows, and keeps its own account of what was missing or came again.

interface Walked {
  readonly instant: number;
  /** Wall time in minutes. */
  readonly wall: number;
}

function walk(timeZone: string, around: number): Walked[] {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    dateStyle: 'short',
    timeStyle: 'short',
  });
  const start = around - 40 * hour;
  return Array.from({ length: 80 * 60 }, (_, index) => {
    const instant = start + index * minute;
    const [month = 0, day = 0, year = 0, hours = 0, minutes = 0] = format
      .format(instant)
      .split(/\D+/)
      .map(Number);
    return { instant, wall: Date.UTC(2000 + year, month - 1, day, hours, minutes) / minute };
  });
}

interface SimpleSchedule {
  readonly schedule: string;
  readonly policy: ClockChangePolicy;
}

const weeks = new Map<string, readonly boolean[]>();

/** Which minutes of a week a schedule asks for, the week beginning with the epoch. */
function weekOf(schedule: string): readonly boolean[] {
  const week = weeks.get(schedule) ?? readWeek(schedule);
  weeks.set(schedule, week);
  return week;
}

function readWeek(schedule: string): readonly boolean[] {
  const { minutes, hours, daysOfWeek } = readCron(schedule);
  return Array.from({ length: 7 * 24 * 60 }, (_, index) => {
    const shown = new Date(index * minute);
    return (
      minutes.includes(shown.getUTCMinutes()) &&
      hours.includes(shown.getUTCHours()) &&
      daysOfWeek.includes(shown.getUTCDay())
    );
  });
}

function walkedOccurrences(minutes: readonly Walked[], { schedule, policy }: SimpleSchedule): number[] {
  const week = weekOf(schedule);
  const asksFor = (wall: number) => week[wall % week.length] ?? false;
  const movesMissing = policy.missing === 'next' && !/^0 \S+ \*/.test(schedule);
  const found: number[] = [];
  let reached = (minutes[0]?.wall ?? 0) - 1;
  for (const { instant, wall } of minutes) {
    let occurs = asksFor(wall) && (wall > reached || policy.repeated === 'both');
    for (let missing = reached + 1; missing < wall; missing++) {
      if (movesMissing && asksFor(missing)) occurs = true;
    }
    if (occurs) found.push(instant);
    reached = Math.max(reached, wall);
  }
  return found;
}

const clockChanges: readonly (readonly [string, number])[] = [
  ['UTC', Date.UTC(2026, 0, 1)],
  ['Asia/Kolkata', Date.UTC(2026, 0, 1)],
  [newYork, Date.UTC(2026, 2, 8, 7)],
  [newYork, Date.UTC(2026, 10, 1, 6)],
  ['Europe/Berlin', Date.UTC(2026, 2, 29, 1)],
  ['Europe/Berlin', Date.UTC(2026, 9, 25, 1)],
  [lordHowe, Date.UTC(2026, 9, 3, 15, 30)],
  [lordHowe, Date.UTC(2026, 3, 4, 15)],
  ['Africa/Casablanca', Date.UTC(2026, 1, 15, 2)],
  ['Africa/Casablanca', Date.UTC(2026, 2, 22, 2)],
  ['Pacific/Apia', Date.UTC(2011, 11, 30, 10)],
  ['Pacific/Apia', Date.UTC(2012, 2, 31, 14)],
];

const minuteField = fc.constantFrom('*', '0', '30', '*/15', '59', '0,45', '10-20/5', '1-59/29');
const hourField = fc.constantFrom('*', '*/2', '0', '1', '2', '3', '23', '1-3', '0,12', '2-5/3', '0-23');
const weekdayField = fc.constantFrom('*', '*', '5', '6,0', '1-5');
const simpleSchedule: fc.Arbitrary<SimpleSchedule> = fc.record({
  schedule: fc.tuple(minuteField, hourField, weekdayField).map(([m, h, w]) => `0 ${m} ${h} * * ${w}`),
  policy: fc.record({ missing: fc.constantFrom('next', 'skip'), repeated: fc.constantFrom('first', 'both') }),
});

describe.each(clockChanges)('in %s around %d', (timeZone, around) => {
  const minutes = walk(timeZone, around);
  // The first hours are left out: the oracle does not know what came before them.
  const from = new Date(around - 36 * hour);
  const to = new Date(around + 39 * hour);
  const expected = (simple: SimpleSchedule) =>
    walkedOccurrences(minutes, simple).filter(
      (instant) => instant >= from.getTime() && instant <= to.getTime(),
    );

  it('has the occurrences that a walk along the wall clock finds, by every way of asking', () => {
    fc.assert(
      fc.property(simpleSchedule, (simple) => {
        const occurrences = occurrencesOf({
          schedule: simple.schedule,
          timeZone,
          clockChange: simple.policy,
        });
        const walked = expected(simple);
        const between = [...occurrences.between(from, to)].map((date) => date.getTime());
        expect(between).toEqual(walked);
        expect(occurrences.countBetween(from, to)).toEqual({ count: walked.length, exact: true });
        expect(occurrences.takeNext(walked.length, new Date(from.getTime() - 1))).toEqual(
          walked.map((at) => new Date(at)),
        );
        const back = walked.slice(1).map((at) => occurrences.previous(new Date(at))?.getTime());
        expect(back).toEqual(walked.slice(0, -1));
      }),
      { seed: 1, numRuns: 25 },
    );
  });

  it('finds the neighbours of any moment, and counts what is between', () => {
    fc.assert(
      fc.property(
        simpleSchedule,
        fc.integer({ min: from.getTime(), max: to.getTime() }),
        (simple, moment) => {
          const occurrences = occurrencesOf({
            schedule: simple.schedule,
            timeZone,
            clockChange: simple.policy,
          });
          const walked = expected(simple);
          const last = walked.findLast((at) => at < moment);
          const next = walked.find((at) => at > moment);
          fc.pre(last !== undefined && next !== undefined);
          expect(occurrences.previous(new Date(moment))).toEqual(new Date(last));
          expect(occurrences.next(new Date(moment))).toEqual(new Date(next));
          const count = walked.filter((at) => at >= last && at <= moment).length;
          expect(occurrences.countBetween(new Date(last), new Date(moment)).count).toBe(count);
        },
      ),
      { seed: 2, numRuns: 30 },
    );
  });

  it('marks exactly the times that stand in for a gap or that the wall shows twice', () => {
    const walls = Map.groupBy(minutes, ({ wall }) => wall);
    const twice = new Set(
      [...walls.values()]
        .filter((same) => same.length > 1)
        .flatMap((same) => same.map(({ instant }) => instant)),
    );
    fc.assert(
      fc.property(simpleSchedule, (simple) => {
        const zone = { schedule: simple.schedule, timeZone };
        const occurrences = occurrencesOf({ ...zone, clockChange: simple.policy });
        const skipping = occurrencesOf({ ...zone, clockChange: { ...simple.policy, missing: 'skip' } });
        for (const at of expected(simple)) {
          const moved = skipping.countBetween(new Date(at), new Date(at)).count === 0;
          const mark = occurrences.clockChangeAt(new Date(at));
          expect(mark === 'repeated').toBe(twice.has(at));
          expect([null, 'missing'].includes(mark)).toBe(!twice.has(at));
          expect(moved && mark !== 'missing').toBe(false);
        }
      }),
      { seed: 3, numRuns: 12 },
    );
  });
});

describe('occurrences', () => {
  it('are strictly after and strictly before the moment that is asked for', () => {
    const hourly = occurrencesOf({ schedule: '0 0 * * * *', timeZone: 'UTC' });
    const noon = new Date('2026-01-01T12:00:00Z');
    expect(hourly.next(noon)).toEqual(new Date('2026-01-01T13:00:00Z'));
    expect(hourly.next(new Date(noon.getTime() - 1))).toEqual(noon);
    expect(hourly.previous(noon)).toEqual(new Date('2026-01-01T11:00:00Z'));
    expect(hourly.previous(new Date(noon.getTime() + 1))).toEqual(noon);
  });

  it('include both ends of a span, up to a limit', () => {
    const hourly = occurrencesOf({ schedule: '0 0 * * * *', timeZone: 'UTC' });
    const [from, to] = [new Date('2026-01-01T12:00:00Z'), new Date('2026-01-01T14:00:00Z')];
    expect([...hourly.between(from, to)].map(short)).toEqual(['01-01T12:00', '01-01T13:00', '01-01T14:00']);
    expect([...hourly.between(from, to, 1)].map(short)).toEqual(['01-01T12:00']);
    expect([...hourly.between(to, from)]).toEqual([]);
    expect(hourly.countBetween(from, to).count).toBe(3);
    expect(hourly.countBetween(to, from).count).toBe(0);
    expect(hourly.countBetween(from, from).count).toBe(1);
  });

  it('are counted over three months of seconds without being enumerated, the hour of the clock change included', () => {
    const everySecond = occurrencesOf({ schedule: '* * * * * *', timeZone: newYork });
    const [from, to] = [new Date('2026-02-01T00:00:00Z'), new Date('2026-04-30T23:59:59Z')];
    expect(everySecond.countBetween(from, to)).toEqual({ count: 89 * 86_400, exact: true });
  });

  it('are counted as one less where the clocks go forward over an hour of the day that is asked for', () => {
    const nights = occurrencesOf({
      schedule: '0 0,30 2 * * *',
      timeZone: newYork,
      clockChange: { missing: 'next' },
    });
    const skipping = occurrencesOf({
      schedule: '0 0,30 2 * * *',
      timeZone: newYork,
      clockChange: { missing: 'skip' },
    });
    const march = [new Date('2026-03-01T12:00:00Z'), new Date('2026-03-31T12:00:00Z')] as const;
    expect([nights.countBetween(...march).count, skipping.countBetween(...march).count]).toEqual([59, 58]);
  });

  it('are extrapolated beyond ten years, which is said', () => {
    const daily = occurrencesOf({ schedule: '0 0 0 * * *', timeZone: 'UTC' });
    const counted = daily.countBetween(new Date('1980-01-01T00:00:00Z'), new Date('2020-01-01T00:00:00Z'));
    expect(counted.exact).toBe(false);
    expect(Math.abs(counted.count - 14_611)).toBeLessThan(5);
  });

  it('are found years ahead and years back', () => {
    const leapDay = occurrencesOf({ schedule: '0 0 12 29 2 *', timeZone: 'Europe/Berlin' });
    expect(leapDay.next(new Date('2097-01-01T00:00:00Z'))).toEqual(new Date('2104-02-29T11:00:00Z'));
    expect(leapDay.previous(new Date('2104-01-01T00:00:00Z'))).toEqual(new Date('2096-02-29T11:00:00Z'));
  });

  it('are none after the end of the calendar', () => {
    const daily = occurrencesOf({ schedule: '0 0 0 * * MON', timeZone: 'UTC' });
    expect(daily.next(new Date('3001-01-01T00:00:00Z'))).toBeNull();
  });

  it('are the same object for the same schedule, so that it is computed once', () => {
    const request = { schedule: '0 0 5 * * *', timeZone: newYork };
    expect(occurrencesOf(request)).toBe(occurrencesOf({ ...request, clockChange: {} }));
    expect(occurrencesOf(request)).not.toBe(occurrencesOf({ ...request, clockChange: { repeated: 'both' } }));
  });

  it('are refused for a faulty expression and an unknown zone', () => {
    expect(() => occurrencesOf({ schedule: '0 * * * *', timeZone: 'UTC' })).toThrow(InvalidCronError);
    expect(() => occurrencesOf({ schedule: '0 0 * * * *', timeZone: 'Berlin' })).toThrow(
      InvalidTimeZoneError,
    );
    expect(new InvalidTimeZoneError('Berlin').hint).toBe("Did you mean 'Europe/Berlin'?");
    expect(new InvalidTimeZoneError('IST').hint).toBe("Name a zone such as 'UTC' or 'Europe/Berlin'.");
  });
});
