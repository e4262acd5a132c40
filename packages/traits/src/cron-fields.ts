/** One of the six fields: what it holds. The same grammar is checked in the compiler by `SixFieldCron`. */
export interface CronField {
  /** How a message names the field. */
  readonly label: string;
  readonly lowest: number;
  readonly highest: number;
  /** The largest n of `*\/n`. */
  readonly longestStep: number;
  /** Names of the values, from the lowest on. */
  readonly names: readonly string[];
  /** Items that are neither value, range nor step. */
  readonly special: RegExp | null;
  /** What only a whole field can be, beside `*`. */
  readonly whole: readonly string[];
  /** How a message names the values. */
  readonly range: string;
  /** How a message names everything that is allowed. */
  readonly allowed: string;
}

const weekdays = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'] as const;
const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'] as const;

const numeric = { names: [], special: null, whole: [] } as const;

const second: CronField = {
  ...numeric,
  label: 'second (field 1)',
  lowest: 0,
  highest: 59,
  longestStep: 59,
  range: '0-59',
  allowed: '0-59',
};

const minute: CronField = { ...second, label: 'minute (field 2)' };

const hour: CronField = {
  ...numeric,
  label: 'hour (field 3)',
  lowest: 0,
  highest: 23,
  longestStep: 23,
  range: '0-23',
  allowed: '0-23',
};

export const dayOfMonth: CronField = {
  label: 'day-of-month (field 4)',
  lowest: 1,
  highest: 31,
  longestStep: 31,
  names: [],
  special: /^(L|(0?[1-9]|[12]\d|3[01])W)$/,
  whole: ['?', 'LW'],
  range: '1-31',
  allowed: '1-31, L, LW, 15W or ?',
};

const month: CronField = {
  ...numeric,
  label: 'month (field 5)',
  lowest: 1,
  highest: 12,
  longestStep: 12,
  names: months,
  range: '1-12 or JAN-DEC',
  allowed: '1-12 or JAN-DEC',
};

export const dayOfWeek: CronField = {
  label: 'day-of-week (field 6)',
  lowest: 0,
  highest: 7,
  longestStep: 7,
  names: weekdays,
  special: new RegExp(`^([0-7]|${weekdays.join('|')})(L|#[1-5])$`),
  whole: ['?'],
  range: '0-7 or SUN-SAT',
  allowed: '0-7, SUN-SAT, MON#2, 5L or ?',
};

export const cronFields = [second, minute, hour, dayOfMonth, month, dayOfWeek] as const;

/** What is wrong with an item, in words that follow it. */
export class CronItemFault extends Error {
  override readonly name = 'CronItemFault';
}

/**
 * Reads one item of a field's list and writes it in numbers: no names, no leading zeros; Sunday is 0, and 7 where it ends
 * a range.
 * @throws {CronItemFault}
 */
export function normalItem(field: CronField, item: string): string {
  const value = valueOf(field, item);
  if (value !== null) return String(field === dayOfWeek ? value % 7 : value);
  if (field.special?.test(item) === true) return normalSpecial(field, item);
  if (item === '*' || field.whole.includes(item))
    throw new CronItemFault('stands alone in its field, not in a list');
  const [span, step] = splitOnce(item, '/');
  if (step !== null) return normalStepped(field, span, step);
  if (!item.includes('-')) throw new CronItemFault(`is not ${field.allowed}`);
  return normalRange(field, item);
}

function normalStepped(field: CronField, span: string, step: string): string {
  const length = /^\d{1,2}$/.test(step) ? Number(step) : 0;
  if (length < 1 || length > field.longestStep) {
    throw new CronItemFault('has a bad step; it is 1 or more and at most the highest value');
  }
  if (span === '*') return `*/${length}`;
  if (!span.includes('-')) throw new CronItemFault('has a step on neither * nor a range; write */n or a-b/n');
  return `${normalRange(field, span)}/${length}`;
}

function normalRange(field: CronField, range: string): string {
  const [from, to] = splitOnce(range, '-');
  const first = valueOf(field, from);
  const end = valueOf(field, to ?? '');
  if (first === null) throw new CronItemFault(`starts outside ${field.range}`);
  if (end === null) throw new CronItemFault(`ends outside ${field.range}`);
  const last = to === 'SUN' ? 7 : end;
  if (first > last) throw new CronItemFault('runs backwards; split it into two ranges');
  if (field === dayOfWeek && first % 7 === 0 && last === 7 && (from === 'SUN' || to === 'SUN')) {
    throw new CronItemFault('is one day or seven; write SUN or *');
  }
  return `${first}-${last}`;
}

function normalSpecial(field: CronField, item: string): string {
  if (item === 'L') return item;
  const [, value = '', suffix = ''] = /^(\d+|[A-Z]{3})(.+)$/.exec(item) ?? [];
  return `${normalItem(field, value)}${suffix}`;
}

function valueOf(field: CronField, text: string): number | null {
  const named = field.names.indexOf(text);
  if (named !== -1) return named + field.lowest;
  if (!/^\d{1,2}$/.test(text)) return null;
  const value = Number(text);
  return value >= field.lowest && value <= field.highest ? value : null;
}

function splitOnce(text: string, separator: string): [string, string | null] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, null] : [text.slice(0, at), text.slice(at + 1)];
}
