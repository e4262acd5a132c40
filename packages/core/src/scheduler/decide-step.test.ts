import type { Misfire } from '@infra/traits';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Occurrences } from '../clock/occurrences.js';
import { decideStep, misfireAfterMs, type Step } from './decide-step.js';

const hourly = new Occurrences({ schedule: '0 0 * * * *', timeZone: 'UTC' });
const at = (time: string) => new Date(`2026-06-01T${time}Z`);
const policies: readonly Misfire[] = ['run-once', 'skip', { runAll: 1 }, { runAll: 3 }];

/** All steps until the schedule waits for what is to come: times that run, and spans that do not. */
function serve(
  expected: Date,
  now: Date,
  misfire: Misfire,
  times: Occurrences,
): { runs: Date[]; skips: { first: Date; last: Date; count: number }[]; waitsFor: Date | null } {
  const runs: Date[] = [];
  const skips: { first: Date; last: Date; count: number }[] = [];
  let waitsFor: Date | null = expected;
  while (waitsFor !== null && waitsFor <= now) {
    const step: Step = decideStep(waitsFor, now, misfire, times);
    if (step.skip === null) runs.push(waitsFor);
    else skips.push({ first: waitsFor, ...step.skip });
    expect(step.following === null || step.following > waitsFor, 'a step leads on').toBe(true);
    waitsFor = step.following;
  }
  return { runs, skips, waitsFor };
}

describe('a step of a schedule', () => {
  it.each(policies)(
    'serves what is punctual, or at most five seconds late, whatever the policy: %j',
    (misfire) => {
      for (const late of [0, 1, misfireAfterMs]) {
        const now = new Date(at('11:00:00').getTime() + late);
        expect(decideStep(at('11:00:00'), now, misfire, hourly)).toEqual({
          following: at('12:00:00'),
          skip: null,
        });
      }
    },
  );

  it.each<[Misfire, string[], [string, string, number][]]>([
    ['run-once', ['14:00:00'], [['11:00:00', '13:00:00', 3]]],
    ['skip', [], [['11:00:00', '14:00:00', 4]]],
    [{ runAll: 1 }, ['14:00:00'], [['11:00:00', '13:00:00', 3]]],
    [{ runAll: 3 }, ['12:00:00', '13:00:00', '14:00:00'], [['11:00:00', '11:00:00', 1]]],
    [{ runAll: 4 }, ['11:00:00', '12:00:00', '13:00:00', '14:00:00'], []],
    [{ runAll: 9 }, ['11:00:00', '12:00:00', '13:00:00', '14:00:00'], []],
  ])('follows the policy %j where it is later', (misfire, runs, skips) => {
    expect(serve(at('11:00:00'), at('14:20:00'), misfire, hourly)).toEqual({
      runs: runs.map(at),
      skips: skips.map(([first, last, count]) => ({ first: at(first), last: at(last), count })),
      waitsFor: at('15:00:00'),
    });
  });

  it.each<[Misfire, string[]]>([
    ['run-once', ['14:00:00']],
    ['skip', ['14:00:00']],
    [{ runAll: 2 }, ['13:00:00', '14:00:00']],
  ])('serves a punctual occurrence that follows late ones: %j', (misfire, runs) => {
    expect(serve(at('11:00:00'), at('14:00:03'), misfire, hourly).runs).toEqual(runs.map(at));
  });

  it('covers three months of seconds in one span and as many runs as are punctual', () => {
    const everySecond = new Occurrences({ schedule: '* * * * * *', timeZone: 'UTC' });
    const now = new Date('2026-06-01T00:00:00.500Z');
    const expected = new Date('2026-03-01T00:00:00Z');
    const began = process.threadCpuUsage();
    const { runs, skips } = serve(expected, now, 'run-once', everySecond);
    // Of this thread, in microseconds.
    expect(process.threadCpuUsage(began).user).toBeLessThan(100_000);
    const seconds = Math.floor((now.getTime() - expected.getTime()) / 1000) + 1;
    expect(skips).toHaveLength(1);
    expect((skips[0]?.count ?? 0) + runs.length).toBe(seconds);
    expect(runs).toHaveLength(5);
  });

  it('serves every occurrence exactly once, by a run or by a span, however late it comes', () => {
    const schedules = [
      '* * * * * *',
      '*/7 * * * * *',
      '0 */5 * * * *',
      '0 0 * * * *',
      '0 30 2 * * *',
      '0 0 6 * * MON',
    ];
    const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'];
    const from = Date.UTC(2026, 2, 1);
    const situations = fc.record({
      schedule: fc.constantFrom(...schedules),
      timeZone: fc.constantFrom(...zones),
      misfire: fc.constantFrom(...policies),
      start: fc.integer({ min: from, max: from + 300 * 86_400_000 }),
      late: fc.oneof(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 0, max: 3 * 3_600_000 })),
    });
    fc.assert(
      fc.property(situations, ({ schedule, timeZone, misfire, start, late }) => {
        const times = new Occurrences({ schedule, timeZone });
        const expected = times.next(new Date(start)) ?? new Date(start);
        const now = new Date(expected.getTime() + late);
        const { runs, skips, waitsFor } = serve(expected, now, misfire, times);
        const spans = skips.map(({ first, last, count }) => {
          const covered = [...times.between(first, last)];
          expect(covered).toHaveLength(count);
          return covered;
        });
        const covered = [...runs, ...spans.flat()]
          .map((moment) => moment.getTime())
          .toSorted((a, b) => a - b);
        expect(covered).toEqual([...times.between(expected, now)].map((moment) => moment.getTime()));
        expect(waitsFor).toEqual(times.next(now));
      }),
      { numRuns: 300 },
    );
  });
});
