import type { SixFieldCron } from './six-field-cron.js';

// A decorator, as @Job is one: a fault must show at its argument.
interface Options<Cron extends string> {
  name: string;
  schedule: SixFieldCron<Cron>;
  retries?: number;
}
export declare function Job<const Cron extends string>(
  options: Options<Cron>,
): <T extends new (...given: never[]) => object>(target: T) => void;

declare const fromConfiguration: string;
const constant = '*/5 * * * * *';
const quarter = 15;

// Accepted.

@Job({ name: 'x', schedule: '0 0 * * * *' })
export class EveryHour {}
@Job({ name: 'x', schedule: '*/5 0,15,30,45 8-18 * JAN-MAR,DEC MON-FRI' })
export class ListsRangesNames {}
@Job({ name: 'x', schedule: '00 05 23 31 12 7' })
export class LeadingZeros {}
@Job({ name: 'x', schedule: '0 0 0 L * ?' })
export class LastDay {}
@Job({ name: 'x', schedule: '0 0 9 ? * MON#1' })
export class FirstMonday {}
@Job({ name: 'x', schedule: '0 0 9 ? * 5L' })
export class LastFriday {}
@Job({ name: 'x', schedule: '10-50/10 5-59/15 */2 1-7 */3 fri-sun' })
export class SteppedRangesSmallLetters {}
@Job({ name: 'x', schedule: fromConfiguration })
export class PlainString {}
@Job({ name: 'x', schedule: constant })
export class Constant {}
@Job({ name: 'x', schedule: `0 ${quarter} * * * *` })
export class Template {}
@Job({ name: 'x', schedule: '0 0 0 29 2 *' })
export class LeapDay {}
@Job({ name: 'x', schedule: '0 0 0 30 2 MON' })
export class EitherDayField {}
@Job({ name: 'x', schedule: process.env['CRON'] ?? '0 0 * * * *' })
export class EnvironmentOrLiteral {}
@Job({ name: 'x', schedule: '0 0 0 LW * *' })
export class LastWeekday {}
@Job({ name: 'x', schedule: '0 0 0 15W * *' })
export class NearestWeekday {}
@Job({ name: 'x', schedule: '0 0 0 1,15W,L * *' })
export class ListOfDays {}
@Job({ name: 'x', schedule: '0 0 0 31 2-6/4,7 *' })
export class OneMonthLongEnough {}

const checked = <const Cron extends string>(cron: SixFieldCron<Cron>): SixFieldCron<Cron> => cron;
export const itself: '0 0 * * * *' = checked('0 0 * * * *');

// Rejected.

// @ts-expect-error step on a single value (croner refuses it)
Job({ name: 'x', schedule: '0 5/15 * * * *' });
// @ts-expect-error five fields
Job({ name: 'x', schedule: '0 * * * *' });
// @ts-expect-error seven fields
Job({ name: 'x', schedule: '0 0 * * * * 2027' });
// @ts-expect-error macro
Job({ name: 'x', schedule: '@hourly' });
// @ts-expect-error empty
Job({ name: 'x', schedule: '' });
// @ts-expect-error two spaces
Job({ name: 'x', schedule: '0  0 * * * *' });
// @ts-expect-error trailing space
Job({ name: 'x', schedule: '0 0 * * * * ' });
// @ts-expect-error second 61
Job({ name: 'x', schedule: '61 * * * * *' });
// @ts-expect-error minute 60
Job({ name: 'x', schedule: '0 60 * * * *' });
// @ts-expect-error hour 24
Job({ name: 'x', schedule: '0 0 24 * * *' });
// @ts-expect-error day 0
Job({ name: 'x', schedule: '0 0 0 0 * *' });
// @ts-expect-error day 32
Job({ name: 'x', schedule: '0 0 0 32 * *' });
// @ts-expect-error month 13
Job({ name: 'x', schedule: '0 0 0 1 13 *' });
// @ts-expect-error weekday 8
Job({ name: 'x', schedule: '0 0 0 * * 8' });
// @ts-expect-error step 0
Job({ name: 'x', schedule: '*/0 * * * * *' });
// @ts-expect-error step 60
Job({ name: 'x', schedule: '*/60 * * * * *' });
// @ts-expect-error backwards
Job({ name: 'x', schedule: '0 30-10 * * * *' });
// @ts-expect-error range end
Job({ name: 'x', schedule: '0 10-70 * * * *' });
// @ts-expect-error open range
Job({ name: 'x', schedule: '0 10- * * * *' });
// @ts-expect-error trailing comma
Job({ name: 'x', schedule: '0 1,2, * * * *' });
// @ts-expect-error name in wrong field
Job({ name: 'x', schedule: '0 0 0 * MON *' });
// @ts-expect-error L in minutes
Job({ name: 'x', schedule: '0 L * * * *' });
// @ts-expect-error ? in hours
Job({ name: 'x', schedule: '0 0 ? * * *' });
// @ts-expect-error nth 6
Job({ name: 'x', schedule: '0 0 0 * * MON#6' });
// @ts-expect-error negative
Job({ name: 'x', schedule: '-1 * * * * *' });
// @ts-expect-error 30 February
Job({ name: 'x', schedule: '0 0 0 30 2 *' });
// @ts-expect-error 31 November
Job({ name: 'x', schedule: '0 0 0 31 NOV ?' });
// @ts-expect-error one member of the union is bad
Job({ name: 'x', schedule: fromConfiguration.length > 0 ? '0 0 * * * *' : '0 * * * *' });
// @ts-expect-error double step
Job({ name: 'x', schedule: '*/5/5 * * * * *' });
// @ts-expect-error every day of the list is too late for every month of it
Job({ name: 'x', schedule: '0 0 0 31,31W 2,4-9/5,NOV *' });
// @ts-expect-error croner refuses LW in a list
Job({ name: 'x', schedule: '0 0 0 1,LW * *' });
// @ts-expect-error from Sunday to Sunday: croner takes seven days, cron-parser one
Job({ name: 'x', schedule: '0 0 0 * * SUN-SUN' });

// The message names the field and the value.

interface Messages {
  '61 * * * * *': "cron second (field 1): '61' is not 0-59";
  '0 10-70 * * * *': "cron minute (field 2): '10-70' ends outside 0-59";
  '0 0 20-4 * * *': "cron hour (field 3): '20-4' runs backwards; split it into two ranges";
  '0 0 0 X * *': "cron day-of-month (field 4): 'X' is not 1-31, L, LW, 15W or ?";
  '0 0 0 1,*,3 * *': "cron day-of-month (field 4): '*' stands alone in its field, not in a list";
  '0 0 0 1 */13 *': "cron month (field 5): '*/13' has a bad step; it is 1 or more and at most the highest value";
  '0 0 0 * * FUNDAY': "cron day-of-week (field 6): 'FUNDAY' is not 0-7, SUN-SAT, MON#2, 5L or ?";
  '0 0 0 30 feb *': "cron day-of-month (field 4): '30' never comes in month 'FEB'";
  '@daily': "cron: '@daily' is a macro; write six fields, as in '0 0 0 * * *'";
  '0 * * * *': "cron: 5 fields; put a seconds field first, as in '0 0 * * * *'";
  '0 0 * * * * *': 'cron: 7 fields; six are needed: second minute hour day-of-month month day-of-week';
  ' 0 0 * * * *': 'cron: fields are separated by one space, with none before or after';
}
type Found = { [Cron in keyof Messages]: SixFieldCron<Cron> };
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
export const messagesAreThese: Same<{ [Cron in keyof Messages]: Messages[Cron] }, Found> = true;
