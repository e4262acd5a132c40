import { createRequire } from 'node:module';
import type { CronFieldCollection } from 'cron-parser';
import {
  type CronField,
  CronItemFault,
  cronFields,
  dayOfMonth,
  dayOfWeek,
  normalItem,
} from './cron-fields.js';
import { InvalidCronError } from './invalid-cron-error.js';

export { InvalidCronError };

/** A day of the month: its number, the last one, the last weekday (Monday to Friday), or the weekday nearest to one. */
export type CronDayOfMonth = number | 'L' | 'LW' | `${number}W`;

/** A day of the week, 0 being Sunday: every one, the last one of the month, or the nth one of the month. */
export type CronDayOfWeek = number | `${number}L` | `${number}#${number}`;

/** What a six-field expression says. Numbers ascend, each once; the other days follow them as they were written. */
export interface CronReading {
  /**
   * The expression in one spelling: single spaces, numbers for names, no leading zeros, 0 for Sunday (7 at the end of a
   * range), `*` for `?`. Equal texts fire at equal times.
   */
  readonly normalForm: string;
  readonly seconds: readonly number[];
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  /** All 31 when the field is `*`. A month that lacks a day passes it over. */
  readonly daysOfMonth: readonly CronDayOfMonth[];
  readonly months: readonly number[];
  /**
   * All seven when the field is `*`. Where both day fields are given, either is enough; a field is given when it is not
   * `*` or `?`.
   */
  readonly daysOfWeek: readonly CronDayOfWeek[];
}

/**
 * Reads a six-field cron expression (second minute hour day-of-month month day-of-week) by the grammar that
 * {@link SixFieldCron} checks in the compiler.
 * @throws {InvalidCronError} when it is not one (five or seven fields, a macro such as `@hourly`, a value out of range),
 *   and when it never comes (30 February).
 */
export function readCron(expression: string): CronReading {
  const fields = normalFields(expression, splitFields(expression));
  const [seconds, minutes, hours, days, months, weekdays] = fields;
  assertComes(expression, fields);
  return {
    normalForm: fields.join(' '),
    seconds: numbersOf(0, seconds),
    minutes: numbersOf(1, minutes),
    hours: numbersOf(2, hours),
    daysOfMonth: [...numbersOf(3, days), ...(specialItems(days) as CronDayOfMonth[])],
    months: numbersOf(4, months),
    daysOfWeek: [...numbersOf(5, weekdays), ...(specialItems(weekdays) as CronDayOfWeek[])],
  };
}

type SixTexts = readonly [string, string, string, string, string, string];

const macros: Readonly<Record<string, string>> = {
  '@yearly': '0 0 0 1 1 *',
  '@annually': '0 0 0 1 1 *',
  '@monthly': '0 0 0 1 * *',
  '@weekly': '0 0 0 * * 0',
  '@daily': '0 0 0 * * *',
  '@midnight': '0 0 0 * * *',
  '@hourly': '0 0 * * * *',
};

function splitFields(expression: string): SixTexts {
  if (expression.startsWith('@')) {
    const inFields = macros[expression.toLowerCase()] ?? '0 0 * * * *';
    throw new InvalidCronError(
      expression,
      `'${expression}' is a macro; write six fields, as in '${inFields}'`,
    );
  }
  const texts = expression.toUpperCase().split(' ');
  if (/\s/.test(expression.replaceAll(' ', '')) || texts.includes('')) {
    throw new InvalidCronError(expression, 'fields are separated by one space, with none before or after');
  }
  if (texts.length === 5) {
    throw new InvalidCronError(expression, `5 fields; put a seconds field first, as in '0 ${expression}'`);
  }
  if (texts.length !== 6) {
    const needed = 'six are needed: second minute hour day-of-month month day-of-week';
    throw new InvalidCronError(expression, `${texts.length} fields; ${needed}`);
  }
  return texts as unknown as SixTexts;
}

function normalFields(expression: string, texts: SixTexts): SixTexts {
  return texts.map((text, position) =>
    normalField(expression, cronFields[position] as CronField, text),
  ) as unknown as SixTexts;
}

function normalField(expression: string, field: CronField, text: string): string {
  if (text === '*' || (text === '?' && field.whole.includes('?'))) return '*';
  if (field.whole.includes(text)) return text;
  const items = text.split(',').map((item) => {
    try {
      return normalItem(field, item);
    } catch (fault) {
      if (!(fault instanceof CronItemFault)) throw fault;
      throw new InvalidCronError(expression, fault.message, { field: field.label, value: item });
    }
  });
  return items.join(',');
}

// Values and the calendar are read by cron-parser, which takes 18 ms to load: whoever reads no range does not wait.
// It reads single items only, because it refuses lists whose items overlap, and no W at all.

const require = createRequire(import.meta.url);

function parse(expression: string): CronFieldCollection {
  const { CronExpressionParser } = require('cron-parser') as typeof import('cron-parser');
  return CronExpressionParser.parse(expression).fields;
}

const fieldNames = ['second', 'minute', 'hour', 'dayOfMonth', 'month', 'dayOfWeek'] as const;

/** Values of items that were read before, by position and item; almost every schedule repeats `0` and `*`. */
const knownValues = new Map<string, readonly number[]>();

function valuesOf(position: number, item: string): readonly number[] {
  const key = `${position} ${item}`;
  const known = knownValues.get(key) ?? plainValuesOf(position, item);
  if (known !== null) return known;
  const expression = fieldNames.map((_, index) => (index === position ? item : '*')).join(' ');
  const field = parse(expression)[fieldNames[position] ?? 'second'];
  const values = field.values.map(Number);
  knownValues.set(key, values);
  return values;
}

/** What needs no parser: a number is itself, `*` and `*\/n` count up. Null for the rest, ranges that is. */
function plainValuesOf(position: number, item: string): readonly number[] | null {
  if (/^\d+$/.test(item)) return [Number(item)];
  const counted = /^\*(?:\/(\d+))?$/.exec(item);
  if (counted === null) return null;
  const step = Number(counted[1] ?? 1);
  const { lowest = 0, highest = 0 } = cronFields[position] ?? {};
  const count = Math.floor((highest - lowest) / step) + 1;
  return Array.from({ length: count }, (_, index) => lowest + index * step);
}

function numbersOf(position: number, text: string): number[] {
  const values = plainItems(text).flatMap((item) => valuesOf(position, item));
  const numbers = new Set(cronFields[position] === dayOfWeek ? values.map((value) => value % 7) : values);
  return [...numbers].sort((a, b) => a - b);
}

function plainItems(text: string): string[] {
  return text.split(',').filter((item) => !isSpecial(item));
}

function specialItems(text: string): string[] {
  return [...new Set(text.split(',').filter(isSpecial))];
}

function isSpecial(item: string): boolean {
  return /[LW#]/.test(item);
}

function assertComes(expression: string, [, , , days, months, weekdays]: SixTexts): void {
  if (weekdays !== '*' || days === '*' || /L/.test(days)) return;
  // 31W comes exactly where 31 does.
  const numbers = [...numbersOf(3, days), ...specialItems(days).map((item) => Number.parseInt(item, 10))];
  try {
    parse(`0 0 0 ${[...new Set(numbers)].join(',')} ${numbersOf(4, months).join(',')} *`);
  } catch {
    const [, , , day = '', month = ''] = expression.toUpperCase().split(' ');
    throw new InvalidCronError(expression, `never comes in month '${month}'`, {
      field: dayOfMonth.label,
      value: day,
    });
  }
}
