import { type CronReading, InvalidCronError, readCron } from '@infra/traits';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wellFormedCron } from '../../../../test/arbitraries/six-field-cron.js';
import { scheduleInWords } from './schedule-in-words.js';

describe('scheduleInWords', () => {
  // The common schedules of the command line's documentation.
  it.each([
    ['0 0 * * * *', 'Every hour'],
    ['0 */15 * * * *', 'Every 15 minutes'],
    ['0 */30 * * * *', 'Every 30 minutes'],
    ['0 0 */2 * * *', 'Every 2 hours'],
    ['0 0 3 * * *', 'At 03:00 AM'],
    ['0 30 2 * * *', 'At 02:30 AM'],
    ['0 0 0 * * 0', 'At 12:00 AM, only on Sunday'],
    ['0 0 0 1 * *', 'At 12:00 AM, on day 1 of the month'],
  ])('words %s as "%s"', (schedule, words) => {
    expect(scheduleInWords(schedule)).toBe(words);
  });

  it.each([
    ['* * * * * *', 'Every second'],
    ['*/5 * * * * *', 'Every 5 seconds'],
    ['0 * * * * *', 'Every minute'],
    ['30 * * * * *', 'At 30 seconds past the minute'],
    ['0 30 * * * *', 'At 30 minutes past the hour'],
    ['15 30 * * * *', 'At 15 seconds past the minute, in minute 30 of the hour'],
    ['0 0 8-18 * * *', 'Every hour, between 08:00 AM and 06:00 PM'],
    ['0 */10 8-18 * * *', 'Every 10 minutes, between 08:00 AM and 06:59 PM'],
    ['0 30 */2 * * *', 'At 30 minutes past the hour, every 2 hours'],
    ['30 0 9 * * *', 'At 09:00:30 AM'],
    ['0 0 9,17 * * *', 'At 09:00 AM and 05:00 PM'],
    [
      '0 0 9-12,14-17 * * *',
      'At 09:00 AM, 10:00 AM, 11:00 AM, 12:00 PM, 02:00 PM, 03:00 PM, 04:00 PM, and 05:00 PM',
    ],
    ['0 30 8-18 * * *', 'At 30 minutes past the hour, between 08:00 AM and 06:59 PM'],
  ])('words times: %s as "%s"', (schedule, words) => {
    expect(scheduleInWords(schedule)).toBe(words);
  });

  // What the library alone says of these is in the third column.
  it.each([
    ['0 */59 * * * *', 'At 0 and 59 minutes past the hour', 'Every 59 minutes'],
    ['0 */7 * * * *', 'Every 7 minutes, minutes 0 through 56 past the hour', 'Every 7 minutes'],
    [
      '0 0 */5 * * *',
      'At 12:00 AM, 05:00 AM, 10:00 AM, 03:00 PM, and 08:00 PM',
      'On the hour, every 5 hours',
    ],
    [
      '0 0,30 9,17 * * *',
      'At 09:00 AM, 09:30 AM, 05:00 PM, and 05:30 PM',
      '… past the hour, at 09:00 AM and 05:00 PM',
    ],
    [
      '0 */10 5,9 * * *',
      'Every 10 minutes, between 05:00 AM and 05:59 AM and between 09:00 AM and 09:59 AM',
      '…, at 05:00 AM and 09:00 AM',
    ],
    [
      '* 0 0 * * *',
      'Every second, in minute 0 of the hour, between 12:00 AM and 12:59 AM',
      '…, between 12:00 AM and 12:00 AM',
    ],
    [
      '0 10-12/30 * * * *',
      'At 10 minutes past the hour',
      'Every 30 minutes, minutes 10 through 12 past the hour',
    ],
    [
      '0 * 1-23/2 * * *',
      'Every minute, in every 2nd hour from 01:00 AM through 11:59 PM',
      'Every minute, every 2 hours, …',
    ],
    ['0 0 0 */31 * *', 'At 12:00 AM, on day 1 of the month', '…, every 31 days in a month'],
    ['0 0 0 1-31 * *', 'At 12:00 AM', '…, between day 1 and 31 of the month'],
    ['0 0 0 * */3 *', 'At 12:00 AM, only in January, April, July, and October', '…, every 3 months'],
    [
      '0 0 0 * * 1-5/2',
      'At 12:00 AM, only on Monday, Wednesday, and Friday',
      '…, every 2 days of the week, …',
    ],
    ['0 0 0 * * 0-7', 'At 12:00 AM', '…, Sunday through Sunday'],
  ])('is right where the library misleads: %s is "%s", not "%s"', (schedule, words) => {
    expect(scheduleInWords(schedule)).toBe(words);
  });

  it.each([
    ['0 0 0 1 * MON', 'At 12:00 AM, on day 1 of the month, or on Monday'],
    ['0 0 0 1,15 * MON-FRI', 'At 12:00 AM, on day 1 and 15 of the month, or Monday through Friday'],
    [
      '0 0 0 L 6 5L',
      'At 12:00 AM, on the last day of the month, or on the last Friday of the month, only in June',
    ],
    ['0 0 0 1-31 * MON', 'At 12:00 AM'],
    ['0 0 0 13 * 0-6', 'At 12:00 AM'],
  ])('says that either day field is enough: %s is "%s"', (schedule, words) => {
    expect(scheduleInWords(schedule)).toBe(words);
  });

  it.each([
    ['0 0 0 * * 7', 'At 12:00 AM, only on Sunday'],
    ['0 0 0 * * FRI-SUN', 'At 12:00 AM, Friday through Sunday'],
    ['0 0 0 * * 6,0', 'At 12:00 AM, only on Saturday and Sunday'],
    ['0 0 0 * * SUN-TUE', 'At 12:00 AM, Sunday through Tuesday'],
    ['0 0 0 * * SUNL', 'At 12:00 AM, on the last Sunday of the month'],
    ['0 0 9 ? * 3#2', 'At 09:00 AM, on the second Wednesday of the month'],
    ['0 0 9 * * MON,FRI#2', 'At 09:00 AM, on Monday and on the second Friday of the month'],
    ['0 0 0 LW * *', 'At 12:00 AM, on the last weekday of the month'],
    ['0 0 0 15W * *', 'At 12:00 AM, on the weekday nearest day 15 of the month'],
    [
      '0 0 0 1,L,15W * *',
      'At 12:00 AM, on day 1 of the month, on the last day of the month, and on the weekday nearest day 15 of the month',
    ],
  ])('knows Sunday, L, W and #: %s is "%s"', (schedule, words) => {
    expect(scheduleInWords(schedule)).toBe(words);
  });

  it('has the same words for every spelling of the same schedule', () => {
    expect(scheduleInWords('00 0,15,30,45 */1 ? 1-12 SUN-SAT')).toBe(scheduleInWords('0 */15 * * * *'));
  });

  it('has different words for schedules that say different things', () => {
    const meanings = new Map<string, string>();
    fc.assert(
      fc.property(wellFormedCron, (schedule) => {
        const meaning = meaningOf(schedule);
        fc.pre(meaning !== null);
        const words = scheduleInWords(schedule);
        expect(words).toMatch(/^(At|Every|On|Seconds|Minutes) [^{}[\]*/?]+$/);
        expect(words).not.toMatch(/undefined|null|NaN/);
        const before = meanings.get(words) ?? meaning;
        meanings.set(words, meaning);
        expect([schedule, meaning]).toEqual([schedule, before]);
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  it('refuses what is no schedule', () => {
    expect(() => scheduleInWords('0 * * * *')).toThrow(InvalidCronError);
  });
});

/** What a schedule says, in one form; null where it is none. */
function meaningOf(schedule: string): string | null {
  const reading = readingOf(schedule);
  if (reading === null) return null;
  const [, , , monthField, , weekField] = reading.normalForm.split(' ');
  const everyDay = (monthField !== '*' || weekField === '*') && numbersIn(reading.daysOfMonth) === 31;
  const everyWeekday = (weekField !== '*' || monthField === '*') && numbersIn(reading.daysOfWeek) === 7;
  const ofMonth = monthField === '*' ? [] : reading.daysOfMonth.map(String).sort();
  const ofWeek = weekField === '*' ? [] : reading.daysOfWeek.map(String).sort();
  const days = everyDay || everyWeekday ? 'every day' : [ofMonth, ofWeek];
  return JSON.stringify([reading.seconds, reading.minutes, reading.hours, reading.months, days]);
}

function readingOf(schedule: string): CronReading | null {
  try {
    return readCron(schedule);
  } catch {
    return null;
  }
}

function numbersIn(days: readonly unknown[]): number {
  return days.filter((day) => typeof day === 'number').length;
}
