import fc from 'fast-check';

/** Six-field cron expressions for property tests: every form of the grammar, and on request what is just outside it. */

interface FieldForms {
  readonly lowest: number;
  readonly highest: number;
  readonly longestStep: number;
  readonly names: readonly string[];
  readonly special: readonly string[];
  readonly whole: readonly string[];
}

const plain = { names: [], special: [], whole: ['*'] };
const fields: readonly FieldForms[] = [
  { ...plain, lowest: 0, highest: 59, longestStep: 59 },
  { ...plain, lowest: 0, highest: 59, longestStep: 59 },
  { ...plain, lowest: 0, highest: 23, longestStep: 23 },
  {
    lowest: 1,
    highest: 31,
    longestStep: 31,
    names: [],
    special: ['L', '1W', '15W', '31W'],
    whole: ['*', '?', 'LW'],
  },
  {
    ...plain,
    lowest: 1,
    highest: 12,
    longestStep: 12,
    names: ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'],
  },
  {
    lowest: 0,
    highest: 7,
    longestStep: 7,
    names: ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'],
    special: ['5L', 'SUNL', 'MON#1', '3#5', '7#2'],
    whole: ['*', '?'],
  },
];

/** Well-formed expressions; some of them name no date of the calendar. */
export const wellFormedCron: fc.Arbitrary<string> = expressionOf(
  fields.map((field) => fieldText(field, valueOf(field, 0))),
);

/** Expressions with a value, a form or a number of fields that may be outside the grammar. */
export const doubtfulCron: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: expressionOf(fields.map((field) => fieldText(field, valueOf(field, 1)))) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(wellFormedCron, fc.nat(40), fc.constantFrom(...'* ? / - , # L W 7 9 a M'.split(' '), ' '))
      .map(spoil),
  },
  {
    weight: 1,
    arbitrary: fc.array(fc.constantFrom('*', '0', '5', '?', '', '@daily'), { maxLength: 9 }).map(joined),
  },
);

function expressionOf(texts: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> {
  return fc.tuple(...texts).map(joined);
}

function joined(texts: readonly string[]): string {
  return texts.join(' ');
}

function spoil([expression, at, character]: [string, number, string]): string {
  return expression.slice(0, at) + character + expression.slice(at + 1);
}

function fieldText(field: FieldForms, value: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const list = fc
    .array(itemText(field, value), { minLength: 1, maxLength: 3 })
    .map((items) => items.join(','));
  return fc.oneof({ weight: 1, arbitrary: fc.constantFrom(...field.whole) }, { weight: 2, arbitrary: list });
}

function itemText(field: FieldForms, value: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const number = fc.integer({ min: field.lowest, max: field.highest });
  const range = fc.tuple(number, number).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`);
  const step = fc.integer({ min: 1, max: field.longestStep });
  const forms = [
    { weight: 4, arbitrary: value },
    { weight: 2, arbitrary: range },
    { weight: 1, arbitrary: step.map((length) => `*/${length}`) },
    { weight: 1, arbitrary: fc.tuple(range, step).map(([span, length]) => `${span}/${length}`) },
  ];
  if (field.special.length > 0) forms.push({ weight: 2, arbitrary: fc.constantFrom(...field.special) });
  return fc.oneof(...forms);
}

function valueOf(field: FieldForms, beyond: number): fc.Arbitrary<string> {
  const number = fc.integer({ min: Math.max(0, field.lowest - beyond), max: field.highest + beyond });
  const text = fc.oneof(
    number.map(String),
    number.map((value) => String(value).padStart(2, '0')),
  );
  if (field.names.length === 0) return text;
  const name = fc.constantFrom(...field.names);
  return fc.oneof(
    text,
    name,
    name.map((upper) => upper.toLowerCase()),
  );
}
