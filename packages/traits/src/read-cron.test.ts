import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { doubtfulCron, wellFormedCron } from '../../../test/arbitraries/six-field-cron.js';
import { InvalidCronError, readCron } from './read-cron.js';

function faultOf(expression: string): InvalidCronError | null {
  try {
    readCron(expression);
    return null;
  } catch (error) {
    if (error instanceof InvalidCronError) return error;
    throw error;
  }
}

/** The literals of the type tests, with what the compiler says to them. */
function literalsOfTheTypeTests(): { expression: string; accepted: boolean }[] {
  const source = readFileSync(new URL('./six-field-cron.test-d.ts', import.meta.url), 'utf8');
  const found = source.matchAll(/(@ts-expect-error.*\n)?.*Job\(\{ name: 'x', schedule: '([^']*)' \}\)/g);
  return [...found].map(([, refused, expression]) => ({
    expression: expression ?? '',
    accepted: refused === undefined,
  }));
}

describe('readCron', () => {
  it('says the same as the compiler to every literal of the type tests', () => {
    const literals = literalsOfTheTypeTests();
    expect(literals.filter(({ accepted }) => accepted).length).toBeGreaterThanOrEqual(13);
    expect(literals.filter(({ accepted }) => !accepted).length).toBeGreaterThanOrEqual(30);
    const saidAtRunTime = literals.map(({ expression }) => ({
      expression,
      accepted: faultOf(expression) === null,
    }));
    expect(saidAtRunTime).toEqual(literals);
  });

  it('gives the values of every field, ascending and each once', () => {
    expect(readCron('*/20 0,15,10-15/5 22-23 1-3,L,15W FEB,jan FRI-SUN,MON#2')).toEqual({
      normalForm: '*/20 0,15,10-15/5 22-23 1-3,L,15W 2,1 5-7,1#2',
      seconds: [0, 20, 40],
      minutes: [0, 10, 15],
      hours: [22, 23],
      daysOfMonth: [1, 2, 3, 'L', '15W'],
      months: [1, 2],
      daysOfWeek: [0, 5, 6, '1#2'],
    });
  });

  it('gives every value of a field that is * or ?', () => {
    const reading = readCron('* * * ? * ?');
    expect(reading.normalForm).toBe('* * * * * *');
    expect(reading.seconds).toHaveLength(60);
    expect(reading.hours.at(-1)).toBe(23);
    expect(reading.daysOfMonth).toHaveLength(31);
    expect(reading.daysOfWeek).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  it.each([
    ['0 0 0 * * 7', '0 0 0 * * 0'],
    ['0 0 0 * * 07', '0 0 0 * * 0'],
    ['0 0 0 * * sunl,7#1', '0 0 0 * * 0L,0#1'],
    ['00 05 09 01 dec ?', '0 5 9 1 12 *'],
    ['0 0 0 lw * *', '0 0 0 LW * *'],
    ['0 0 0 05w */03 *', '0 0 0 5W */3 *'],
  ])('writes %s as %s', (expression, normalForm) => {
    expect(readCron(expression).normalForm).toBe(normalForm);
  });

  it('reads Sunday as both ends of the week', () => {
    expect(readCron('0 0 0 * * 0-7').daysOfWeek).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(readCron('0 0 0 * * 7').daysOfWeek).toEqual([0]);
    expect(readCron('0 0 0 * * SAT-SUN').daysOfWeek).toEqual([0, 6]);
    expect(readCron('0 0 0 * * */7').daysOfWeek).toEqual([0]);
    expect(readCron('0 0 0 * * 1-7/3').daysOfWeek).toEqual([0, 1, 4]);
  });

  it('says which field and value are wrong, and keeps them apart for programs', () => {
    const fault = faultOf('61 * * * * *');
    expect(fault?.message).toBe("cron second (field 1): '61' is not 0-59 in '61 * * * * *'");
    expect(fault).toMatchObject({
      code: 'invalid_cron',
      expression: '61 * * * * *',
      field: 'second (field 1)',
      value: '61',
      reason: 'is not 0-59',
    });
  });

  it.each([
    ['0 10,10-70 * * * *', "cron minute (field 2): '10-70' ends outside 0-59"],
    ['0 0 -4 * * *', "cron hour (field 3): '-4' starts outside 0-23"],
    ['0 0 20-4 * * *', "cron hour (field 3): '20-4' runs backwards; split it into two ranges"],
    ['0 0 0 1,? * *', "cron day-of-month (field 4): '?' stands alone in its field, not in a list"],
    ['0 0 0 1 3/2 *', "cron month (field 5): '3/2' has a step on neither * nor a range; write */n or a-b/n"],
    [
      '0 0 0 1 */13 *',
      "cron month (field 5): '*/13' has a bad step; it is 1 or more and at most the highest value",
    ],
    ['0 0 0 * * SUN-7', "cron day-of-week (field 6): 'SUN-7' is one day or seven; write SUN or *"],
    ['0 0 0 * * MON#6', "cron day-of-week (field 6): 'MON#6' is not 0-7, SUN-SAT, MON#2, 5L or ?"],
    [
      '*/70 * * * * *',
      "cron second (field 1): '*/70' has a bad step; it is 1 or more and at most the highest value",
    ],
  ])('refuses %s', (expression, message) => {
    expect(faultOf(expression)?.message).toBe(`${message} in '${expression}'`);
  });

  it.each([
    ['* * * * *', "cron: 5 fields; put a seconds field first, as in '0 * * * * *'"],
    ['0 0 * * * * 2027', 'cron: 7 fields; six are needed: second minute hour day-of-month month day-of-week'],
    ['@Weekly', "cron: '@Weekly' is a macro; write six fields, as in '0 0 0 * * 0'"],
    ['@reboot', "cron: '@reboot' is a macro; write six fields, as in '0 0 * * * *'"],
    ['', 'cron: fields are separated by one space, with none before or after'],
    ['0  0 * * * *', 'cron: fields are separated by one space, with none before or after'],
    ['0\t0 * * * *', 'cron: fields are separated by one space, with none before or after'],
    ['0 0 * * * *\n', 'cron: fields are separated by one space, with none before or after'],
  ])('says the way out of %j', (expression, message) => {
    const fault = faultOf(expression);
    expect(fault?.message).toBe(message);
    expect(fault).toMatchObject({ field: null, value: null });
  });

  it.each([
    ['0 0 0 30 2 *', '30', '2'],
    ['0 0 0 31 NOV ?', '31', 'NOV'],
    ['0 0 0 30W feb *', '30W', 'FEB'],
    ['0 0 0 30-31,31W 2-2 *', '30-31,31W', '2-2'],
    ['0 0 0 31 2-6/2 *', '31', '2-6/2'],
  ])('refuses %s, a date that never comes', (expression, day, month) => {
    expect(faultOf(expression)?.message).toBe(
      `cron day-of-month (field 4): '${day}' never comes in month '${month}' in '${expression}'`,
    );
  });

  it.each([
    '0 0 0 29 2 *',
    '0 0 0 30,L 2 *',
    '0 0 0 30 2 MON',
    '0 0 0 31 4,5 *',
    '0 0 0 31 */11 *',
    '0 0 0 28-31 2 *',
  ])('accepts %s, a date that comes at times', (expression) => {
    expect(faultOf(expression)).toBeNull();
  });

  it('takes its own normal form and reads the same from it', () => {
    fc.assert(
      fc.property(wellFormedCron, (expression) => {
        fc.pre(faultOf(expression) === null);
        const reading = readCron(expression);
        expect(readCron(reading.normalForm)).toEqual(reading);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it('answers any text with a reading in which no field is empty, or with an InvalidCronError that quotes it', () => {
    fc.assert(
      fc.property(doubtfulCron, (text) => {
        const fault = faultOf(text);
        const quoted = fault === null ? text : fault.expression;
        expect(quoted).toBe(text);
        const fields = fault === null ? Object.values(readCron(text)) : [];
        expect(fields.filter((field) => field.length === 0)).toEqual([]);
      }),
      { seed: 2, numRuns: 500 },
    );
  });
});
