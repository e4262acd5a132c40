import { readCron } from '@infra/traits/values';
import { daysInWords, monthsInWords } from './days-in-words.js';
import { timeInWords } from './time-in-words.js';

/**
 * A six-field schedule as a sentence in English: `0 0 * * * *` is `Every hour`. The words depend on what the expression
 * says and not on how it is written, and two that say different things have different words.
 * @throws {InvalidCronError}
 */
export function scheduleInWords(schedule: string): string {
  const reading = readCron(schedule);
  const parts = [timeInWords(reading), daysInWords(reading), monthsInWords(reading.months)];
  return parts.filter((part) => part !== '').join(', ');
}
