import { type CronReading, InvalidCronError, readCron } from '@infra/traits';
import { Cron } from 'croner';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { doubtfulCron, wellFormedCron } from '../../../../test/arbitraries/six-field-cron.js';
import { WallClockPattern } from './wall-clock-pattern.js';

const day = 86_400_000;
const instant = fc.integer({ min: Date.UTC(1999, 0), max: Date.UTC(2030, 0) });

function readingOf(expression: string): CronReading | null {
  try {
    return readCron(expression);
  } catch (error) {
    if (error instanceof InvalidCronError) return null;
    throw error;
  }
}

/** The library with the expression as it was written, in UTC: null where it refuses it or finds no time. */
function cronerOf(expression: string): Cron | null {
  try {
    const cron = new Cron(expression, { mode: '6-part', utcOffset: 0, paused: true });
    return cron.nextRun(new Date(0)) === null ? null : cron;
  } catch {
    return null;
  }
}

describe('WallClockPattern', () => {
  it('exists for exactly the well-formed expressions that croner can run', () => {
    fc.assert(
      fc.property(wellFormedCron, (expression) => {
        expect([expression, readingOf(expression) !== null]).toEqual([
          expression,
          cronerOf(expression) !== null,
        ]);
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it('exists for nothing that croner cannot run, in the normal form either', () => {
    fc.assert(
      fc.property(doubtfulCron, (expression) => {
        const reading = readingOf(expression);
        fc.pre(reading !== null);
        expect(cronerOf(expression)).not.toBeNull();
        expect(cronerOf(reading.normalForm)).not.toBeNull();
      }),
      { seed: 2, numRuns: 120 },
    );
  });

  it('has the times that croner enumerates in UTC', () => {
    fc.assert(
      fc.property(wellFormedCron, instant, (expression, start) => {
        const [reading, cron] = [readingOf(expression), cronerOf(expression)];
        fc.pre(reading !== null && cron !== null);
        const pattern = new WallClockPattern(reading);
        const expected = cron.nextRuns(12, new Date(start)).map((date) => date.getTime());
        const found: (number | null)[] = [];
        for (let from = start + 1; found.length < expected.length; from = (found.at(-1) ?? 0) + 1) {
          found.push(pattern.firstFrom(from));
        }
        expect([expression, found]).toEqual([expression, expected]);
      }),
      { seed: 3, numRuns: 120 },
    );
  });

  it('finds backwards what it finds forwards, and counts it', () => {
    fc.assert(
      fc.property(wellFormedCron, instant, (expression, start) => {
        const reading = readingOf(expression);
        fc.pre(reading !== null);
        const pattern = new WallClockPattern(reading);
        const last = pattern.lastBefore(start);
        const next = pattern.firstFrom(start);
        expect([last === null, next === null]).toEqual([false, false]);
        expect(last).toBeLessThan(start);
        expect(pattern.firstFrom((last ?? 0) + 1)).toBe(next);
        expect(pattern.lastBefore((next ?? 0) + 1)).toBe(next);
        expect(pattern.countBetween(last ?? 0, next ?? 0)).toBe(1);
        expect(pattern.countBetween(last ?? 0, (next ?? 0) + 1)).toBe(2);
      }),
      { seed: 4, numRuns: 120 },
    );
  });

  it('counts what it would enumerate', () => {
    fc.assert(
      fc.property(
        wellFormedCron,
        instant,
        fc.integer({ min: 0, max: 3 * day }),
        (expression, start, span) => {
          const reading = readingOf(expression);
          fc.pre(
            reading !== null && reading.seconds.length * reading.minutes.length * reading.hours.length < 2000,
          );
          const pattern = new WallClockPattern(reading);
          let count = 0;
          for (
            let at = pattern.firstFrom(start);
            at !== null && at < start + span;
            at = pattern.firstFrom(at + 1)
          )
            count++;
          expect(pattern.countBetween(start, start + span)).toBe(count);
        },
      ),
      { seed: 5, numRuns: 80 },
    );
  });

  it('takes a fraction of a second for the second that has begun', () => {
    const everySecond = new WallClockPattern(readCron('* * * * * *'));
    expect(everySecond.firstFrom(1)).toBe(1000);
    expect(everySecond.firstFrom(1000)).toBe(1000);
    expect(everySecond.lastBefore(1001)).toBe(1000);
    expect(everySecond.lastBefore(1000)).toBe(0);
    expect(everySecond.countBetween(1, 1001)).toBe(1);
  });

  it('finds the rarest day, 40 years apart around 2100', () => {
    const fifthMonday = new WallClockPattern(readCron('0 0 0 * 2 MON#5'));
    const first = Date.UTC(2072, 1, 29);
    expect(fifthMonday.firstFrom(first + 1)).toBe(Date.UTC(2112, 1, 29));
    expect(fifthMonday.lastBefore(Date.UTC(2112, 1, 29))).toBe(first);
    expect(fifthMonday.countBetween(first, Date.UTC(2112, 1, 29))).toBe(1);
  });
});
