import type { CronReading } from '@infra/traits';
import { fieldOf, listOf } from './compact-values.js';
import { describeCron, joinWords } from './describe-cron.js';

/** The days in words: `only on Monday`; where both day fields are given, either is enough; '' for every day. */
export function daysInWords({ normalForm, daysOfMonth, daysOfWeek }: CronReading): string {
  const [, , , monthField, , weekField] = normalForm.split(' ');
  const ofMonth = monthField === '*' ? null : daysOfMonthInWords(daysOfMonth);
  const ofWeek = weekField === '*' ? null : daysOfWeekInWords(daysOfWeek);
  if (ofMonth === null || ofWeek === null) return ofMonth ?? ofWeek ?? '';
  if (ofMonth === '' || ofWeek === '') return '';
  return `${ofMonth}, or ${ofWeek.replace(/^only /, '')}`;
}

/** The months in words: `only in January and July`; '' for all of them. */
export function monthsInWords(months: readonly number[]): string {
  return months.length === 12 ? '' : dayPhrase(`* ${listOf(months)} *`);
}

function daysOfMonthInWords(days: CronReading['daysOfMonth']): string {
  const numbers = days.filter((day) => typeof day === 'number');
  if (numbers.length === 31) return '';
  const named = days.filter((day) => typeof day === 'string').map((day) => dayPhrase(`${day} * *`));
  return joinWords(numbers.length === 0 ? named : [dayPhrase(`${fieldOf(numbers, null)} * *`), ...named]);
}

function daysOfWeekInWords(days: CronReading['daysOfWeek']): string {
  const numbers = days.filter((day) => typeof day === 'number');
  if (numbers.length === 7) return '';
  const named = days.filter((day) => typeof day === 'string').map((day) => dayPhrase(`* * ${day}`));
  if (numbers.length === 0) return joinWords(named);
  const plain = dayPhrase(`* * ${listOf(endingOnSunday(numbers))}`);
  return named.length === 0 ? plain : joinWords([plain.replace(/^only /, ''), ...named]);
}

/** Sunday as 7 where it follows Saturday and does not begin a run itself, so that Friday through Sunday is one run. */
function endingOnSunday(numbers: readonly number[]): readonly number[] {
  const endsTheWeek = numbers.includes(0) && numbers.includes(6) && !numbers.includes(1);
  return endsTheWeek ? [...numbers.slice(1), 7] : numbers;
}

/** What the library says of three day fields. */
function dayPhrase(fields: string): string {
  return describeCron(`0 0 0 ${fields}`).replace(/^At 12:00 AM(, )?/, '');
}
