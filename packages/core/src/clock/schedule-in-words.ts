import { readCron } from '@infra/traits/values';
import { daysInWords, monthsInWords } from './days-in-words.js';
import { RecentlyUsed } from './recently-used.js';
import { timeInWords } from './time-in-words.js';

// A list has a thousand jobs, and few schedules that differ.
const known = new RecentlyUsed<string>(1024);

/**
 * A six-field schedule as a sentence in English: `0 0 * * * *` is `Every hour`. The words depend on what the expression
 * says and not on how it is written, and two that say different things have different words.
 * @throws {InvalidCronError}
 */
export function scheduleInWords(schedule: string): string {
  return known.get(schedule, () => sentenceOf(schedule));
}

function sentenceOf(schedule: string): string {
  const reading = readCron(schedule);
  const parts = [timeInWords(reading), daysInWords(reading), monthsInWords(reading.months)];
  return parts.filter((part) => part !== '').join(', ');
}
