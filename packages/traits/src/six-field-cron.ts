/**
 * The check of a six-field cron literal in the compiler: second minute hour day-of-month month day-of-week.
 *
 * The grammar is the one of `readCron`, which checks at run time what is only known there (a plain `string`
 * from configuration passes this check):
 *
 * ```text
 * field = '*' | list | '?' (both day fields) | 'LW' (day-of-month)
 * list  = item {',' item}
 * item  = value | value '-' value | '*' '/' step | value '-' value '/' step
 *       | 'L' | value 'W'                (day-of-month)
 *       | value 'L' | value '#' 1..5     (day-of-week)
 * ```
 *
 * Months and weekdays have their English names of three letters, in either case; 7 is Sunday, as is 0.
 * An expression that is well formed but names no date of the calendar (30 February) is refused too.
 */
export type SixFieldCron<Expression extends string> = Expression extends string
  ? string extends Expression
    ? Expression
    : Verdict<Expression>
  : never;

// What a field may hold.

type Digit = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9';
type NonZeroDigit = Exclude<Digit, '0'>;
type ZeroTo59 = Digit | `${'0' | '1' | '2' | '3' | '4' | '5'}${Digit}`;
type ZeroTo23 = Digit | `${'0' | '1'}${Digit}` | `2${'0' | '1' | '2' | '3'}`;
type OneTo31 = NonZeroDigit | `0${NonZeroDigit}` | `${'1' | '2'}${Digit}` | '30' | '31';
type OneTo12 = NonZeroDigit | `0${NonZeroDigit}` | '10' | '11' | '12';
type ZeroToSeven = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7';
type Zero = '0' | '00';

interface MonthNames {
  JAN: '01';
  FEB: '02';
  MAR: '03';
  APR: '04';
  MAY: '05';
  JUN: '06';
  JUL: '07';
  AUG: '08';
  SEP: '09';
  OCT: '10';
  NOV: '11';
  DEC: '12';
}
interface WeekdayNames {
  SUN: '00';
  MON: '01';
  TUE: '02';
  WED: '03';
  THU: '04';
  FRI: '05';
  SAT: '06';
}
interface Names extends MonthNames, WeekdayNames {}
type Sunday = 'SUN' | Zero | '7' | '07';

interface Field {
  /** How a message names the field. */
  label: string;
  value: string;
  step: string;
  /** Items that are neither value, range nor step. */
  special: string;
  /** What only a whole field can be, beside `*`. */
  whole: string;
  /** How a message names the values. */
  range: string;
  /** How a message names everything that is allowed. */
  allowed: string;
}
interface Second extends Field {
  label: 'second (field 1)';
  value: ZeroTo59;
  step: Exclude<ZeroTo59, Zero>;
  special: never;
  whole: never;
  range: '0-59';
  allowed: '0-59';
}
interface Minute extends Field {
  label: 'minute (field 2)';
  value: ZeroTo59;
  step: Exclude<ZeroTo59, Zero>;
  special: never;
  whole: never;
  range: '0-59';
  allowed: '0-59';
}
interface Hour extends Field {
  label: 'hour (field 3)';
  value: ZeroTo23;
  step: Exclude<ZeroTo23, Zero>;
  special: never;
  whole: never;
  range: '0-23';
  allowed: '0-23';
}
interface DayOfMonth extends Field {
  label: 'day-of-month (field 4)';
  value: OneTo31;
  step: OneTo31;
  special: 'L' | `${OneTo31}W`;
  whole: '?' | 'LW';
  range: '1-31';
  allowed: '1-31, L, LW, 15W or ?';
}
interface Month extends Field {
  label: 'month (field 5)';
  value: OneTo12 | keyof MonthNames;
  step: OneTo12;
  special: never;
  whole: never;
  range: '1-12 or JAN-DEC';
  allowed: '1-12 or JAN-DEC';
}
interface DayOfWeek extends Field {
  label: 'day-of-week (field 6)';
  value: ZeroToSeven | `0${ZeroToSeven}` | keyof WeekdayNames;
  step: Exclude<ZeroToSeven | `0${ZeroToSeven}`, Zero>;
  special: `${ZeroToSeven | keyof WeekdayNames}${'L' | `#${'1' | '2' | '3' | '4' | '5'}`}`;
  whole: '?';
  range: '0-7 or SUN-SAT';
  allowed: '0-7, SUN-SAT, MON#2, 5L or ?';
}

// Values are compared digit by digit, so all have two.

type TwoDigits<Value extends string> = Value extends keyof Names
  ? Names[Value]
  : Value extends Digit
    ? `0${Value}`
    : Value;
interface DigitsAbove {
  '0': NonZeroDigit;
  '1': Exclude<DigitsAbove['0'], '1'>;
  '2': Exclude<DigitsAbove['1'], '2'>;
  '3': Exclude<DigitsAbove['2'], '3'>;
  '4': Exclude<DigitsAbove['3'], '4'>;
  '5': Exclude<DigitsAbove['4'], '5'>;
  '6': Exclude<DigitsAbove['5'], '6'>;
  '7': Exclude<DigitsAbove['6'], '7'>;
  '8': '9';
  '9': never;
}
type AtMost<A extends string, B extends string> = A extends B
  ? true
  : [A, B] extends [`${infer A1 extends Digit}${infer A2 extends Digit}`, `${infer B1}${infer B2}`]
    ? B1 extends DigitsAbove[A1]
      ? true
      : B1 extends A1
        ? B2 extends DigitsAbove[A2]
          ? true
          : false
        : false
    : false;

// Each check gives `true`, or the message.

type Fault<
  F extends Field,
  Value extends string,
  Why extends string,
> = `cron ${F['label']}: '${Value}' ${Why}`;

type CheckRange<
  F extends Field,
  Item extends string,
  From extends string,
  To extends string,
> = From extends F['value']
  ? To extends F['value']
    ? F extends DayOfWeek
      ? CheckWeekdayRange<Item, From, To>
      : AtMost<TwoDigits<From>, TwoDigits<To>> extends true
        ? true
        : Fault<F, Item, 'runs backwards; split it into two ranges'>
    : Fault<F, Item, `ends outside ${F['range']}`>
  : Fault<F, Item, `starts outside ${F['range']}`>;

/** A range may end on SUN, the seventh day: FRI-SUN. From Sunday to SUN could be one day or seven: refused. */
type CheckWeekdayRange<Item extends string, From extends string, To extends string> =
  AtMost<TwoDigits<From>, To extends 'SUN' ? '07' : TwoDigits<To>> extends true
    ? [From, To] extends [Sunday, 'SUN'] | ['SUN', '7' | '07']
      ? Fault<DayOfWeek, Item, 'is one day or seven; write SUN or *'>
      : true
    : Fault<DayOfWeek, Item, 'runs backwards; split it into two ranges'>;

type CheckStepped<F extends Field, Span extends string, Step extends string> = Step extends F['step']
  ? Span extends '*'
    ? true
    : Span extends `${infer From}-${infer To}`
      ? CheckRange<F, `${Span}/${Step}`, From, To>
      : Fault<F, `${Span}/${Step}`, 'has a step on neither * nor a range; write */n or a-b/n'>
  : Fault<F, `${Span}/${Step}`, 'has a bad step; it is 1 or more and at most the highest value'>;

type CheckItem<F extends Field, Item extends string> = Item extends F['value'] | F['special']
  ? true
  : Item extends '*' | F['whole']
    ? Fault<F, Item, 'stands alone in its field, not in a list'>
    : Item extends `${infer Span}/${infer Step}`
      ? CheckStepped<F, Span, Step>
      : Item extends `${infer From}-${infer To}`
        ? CheckRange<F, Item, From, To>
        : Fault<F, Item, `is not ${F['allowed']}`>;

type CheckList<F extends Field, List extends string> = List extends `${infer Item},${infer Rest}`
  ? CheckItem<F, Item> extends infer Found
    ? Found extends true
      ? CheckList<F, Rest>
      : Found
    : never
  : CheckItem<F, List>;

type CheckField<F extends Field, Text extends string> = Text extends '*' | F['value'] | F['whole']
  ? true
  : CheckList<F, Text>;

// Dates that never come: every day asked for is the 30th or later, and no month asked for is long enough.

type ItemsOf<List extends string> = List extends `${infer Item},${infer Rest}` ? Item | ItemsOf<Rest> : List;
/** The first day of each item, or the item itself where that is not a late day anyway. */
type FirstDays<Item extends string> = Item extends `${infer From}-${string}`
  ? From
  : Item extends `${infer Day}W`
    ? Day
    : Item;

type CalendarMonths = ['01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12'];
type MonthsWithout31 = '02' | '04' | '06' | '09' | '11';
type Gap<Step extends string, Length extends unknown[] = []> = Step extends `0${infer Short}`
  ? Gap<Short>
  : `${Length['length']}` extends Step
    ? Length extends [unknown, ...infer Skipped]
      ? Skipped
      : []
    : Gap<Step, [...Length, unknown]>;
/** The months of `From-To/Step`; `Wait` counts down to the next one. */
type MonthsFrom<
  From extends string,
  To extends string,
  Step extends string,
  Months extends readonly string[] = CalendarMonths,
  Wait extends readonly unknown[] = [],
> = Months extends readonly [infer Month extends string, ...infer Later extends readonly string[]]
  ? [AtMost<From, Month>, AtMost<Month, To>] extends [true, true]
    ? Wait extends readonly [unknown, ...infer Left]
      ? MonthsFrom<From, To, Step, Later, Left>
      : Month | MonthsFrom<From, To, Step, Later, Gap<Step>>
    : MonthsFrom<From, To, Step, Later, Wait>
  : never;
type MonthsOf<Item extends string> = Item extends `*${string}`
  ? '01'
  : Item extends `${infer From}-${infer To}/${infer Step}`
    ? MonthsFrom<TwoDigits<From>, TwoDigits<To>, Step>
    : Item extends `${infer From}-${infer To}`
      ? MonthsFrom<TwoDigits<From>, TwoDigits<To>, '1'>
      : TwoDigits<Item>;

type NeverComes<Days extends string, Months extends string> = [Exclude<Days, '30' | '31'>] extends [never]
  ? [Exclude<Months, '30' extends Days ? '02' : MonthsWithout31>] extends [never]
    ? true
    : false
  : false;

// The six fields together.

type Split<Text extends string, Found extends readonly string[] = []> = Found['length'] extends 9
  ? [...Found, Text]
  : Text extends `${infer Head} ${infer Rest}`
    ? Split<Rest, [...Found, Head]>
    : [...Found, Text];

type FirstFault<Results extends readonly unknown[]> = Results extends readonly [infer Result, ...infer Others]
  ? Result extends true
    ? FirstFault<Others>
    : Result
  : true;

type CheckDate<Day extends string, Month extends string, Weekday extends string> = Weekday extends '*' | '?'
  ? NeverComes<FirstDays<ItemsOf<Day>>, MonthsOf<ItemsOf<Month>>> extends true
    ? Fault<DayOfMonth, Day, `never comes in month '${Month}'`>
    : true
  : true;

type CheckSix<Fields extends readonly [string, string, string, string, string, string]> =
  FirstFault<
    [
      CheckField<Second, Fields[0]>,
      CheckField<Minute, Fields[1]>,
      CheckField<Hour, Fields[2]>,
      CheckField<DayOfMonth, Fields[3]>,
      CheckField<Month, Fields[4]>,
      CheckField<DayOfWeek, Fields[5]>,
    ]
  > extends infer Result
    ? Result extends true
      ? CheckDate<Fields[3], Fields[4], Fields[5]>
      : Result
    : never;

interface Macros {
  '@YEARLY': '0 0 0 1 1 *';
  '@ANNUALLY': '0 0 0 1 1 *';
  '@MONTHLY': '0 0 0 1 * *';
  '@WEEKLY': '0 0 0 * * 0';
  '@DAILY': '0 0 0 * * *';
  '@MIDNIGHT': '0 0 0 * * *';
  '@HOURLY': '0 0 * * * *';
}
type MacroInFields<Macro extends string> = Macro extends keyof Macros ? Macros[Macro] : '0 0 * * * *';

type CheckFields<
  Expression extends string,
  Fields extends readonly string[],
> = Expression extends `@${string}`
  ? `cron: '${Expression}' is a macro; write six fields, as in '${MacroInFields<Uppercase<Expression>>}'`
  : '' extends Fields[number]
    ? 'cron: fields are separated by one space, with none before or after'
    : Fields extends readonly [string, string, string, string, string, string]
      ? CheckSix<Fields>
      : Fields['length'] extends 5
        ? `cron: 5 fields; put a seconds field first, as in '0 ${Expression}'`
        : `cron: ${Fields['length'] extends 10 ? '10 or more' : Fields['length']} fields; six are needed: second minute hour day-of-month month day-of-week`;

/** The expression itself when it is valid; else the message, which the compiler prints. */
type Verdict<Expression extends string> =
  CheckFields<Expression, Split<Uppercase<Expression>>> extends infer Result
    ? Result extends true
      ? Expression
      : Result
    : never;
