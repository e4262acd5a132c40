import type { CronReading } from '@infra/traits';
import { evenStepOf, fieldOf, longStepOf, runsOf } from './compact-values.js';
import { describeCron, joinWords } from './describe-cron.js';

/** The most times of a day that are named one by one, whatever pattern they make. */
const mostTimes = 6;

type Times = Pick<CronReading, 'seconds' | 'minutes' | 'hours'>;

/** The times of a day in words: `Every 15 minutes`, `At 09:00 AM and 05:30 PM`. */
export function timeInWords(times: Times): string {
  const { seconds, minutes, hours } = times;
  const onTheHour = isOnly(seconds, 0) && isOnly(minutes, 0);
  const everyHours = evenStepOf(hours, 24);
  if (onTheHour && everyHours !== null) return everyHours === 1 ? 'Every hour' : `Every ${everyHours} hours`;
  if (isNameable(times)) return namedTimes(times);
  if (onTheHour && runsOf(hours).length === 1) return describeCron(`0 0 ${hours[0]}-${hours.at(-1)} * * *`);
  const parts = isOnly(seconds, 0)
    ? [minutesPart(minutes), hoursPart(times)]
    : [describeCron(`${fieldOf(seconds, 60)} * * * * *`), withinMinutes(minutes), hoursPart(times)];
  return parts.filter((part) => part !== '').join(', ');
}

/** Whether the times are few, or single ones of hours that make no pattern. */
function isNameable({ seconds, minutes, hours }: Times): boolean {
  if (hours.length === 24) return false;
  const timesOfHour = minutes.length * seconds.length;
  if (timesOfHour * hours.length <= mostTimes) return true;
  const makesPattern = runsOf(hours).length === 1 || longStepOf(hours) !== null;
  return timesOfHour === 1 && !makesPattern;
}

function namedTimes({ seconds, minutes, hours }: Times): string {
  const names = hours.flatMap((hour) =>
    minutes.flatMap((minute) => seconds.map((second) => timeName(hour, minute, second))),
  );
  return `At ${joinWords(names)}`;
}

function minutesPart(minutes: readonly number[]): string {
  return isOnly(minutes, 0) ? 'On the hour' : describeCron(`0 ${fieldOf(minutes, 60)} * * * *`);
}

function withinMinutes(minutes: readonly number[]): string {
  if (minutes.length === 60) return '';
  if (minutes.length === 1) return `in minute ${minutes[0]} of the hour`;
  const step = longStepOf(minutes);
  if (step !== null)
    return `in every ${ordinal(step)} minute from ${minutes[0]} through ${minutes.at(-1)} of the hour`;
  const runs = runsOf(minutes).map(([first, last]) =>
    first === last ? `${first}` : `${first} through ${last}`,
  );
  return `in minutes ${joinWords(runs)} of the hour`;
}

function hoursPart({ seconds, minutes, hours }: Times): string {
  if (hours.length === 24) return '';
  const even = evenStepOf(hours, 24);
  if (even !== null && seconds.length === 1 && minutes.length === 1) return `every ${even} hours`;
  const [first = 0, last = 0] = [hours[0], hours.at(-1)];
  const step = longStepOf(hours);
  if (step !== null)
    return `in every ${ordinal(step)} hour from ${timeName(first, 0)} through ${timeName(last, 59)}`;
  return joinWords(runsOf(hours).map(([from, to]) => `between ${timeName(from, 0)} and ${timeName(to, 59)}`));
}

function timeName(hour: number, minute: number, second = 0): string {
  return describeCron(`${second} ${minute} ${hour} * * *`).replace(/^At /, '');
}

function ordinal(number: number): string {
  const suffix = { one: 'st', two: 'nd', few: 'rd', other: 'th', zero: 'th', many: 'th' };
  return `${number}${suffix[new Intl.PluralRules('en', { type: 'ordinal' }).select(number)]}`;
}

function isOnly(values: readonly number[], value: number): boolean {
  return values.length === 1 && values[0] === value;
}
