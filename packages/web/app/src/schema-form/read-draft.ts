import type { Fault } from '../data/problem.js';
import { type Draft, itemDrafts, memberDraft, same, textOf } from './draft.js';
import type {
  ChoiceField,
  Field,
  GroupField,
  JsonField,
  ListField,
  NumberField,
  TextField,
} from './field.js';
import { isRecord } from './json-schema.js';

/** What the inputs of a form say: the value, with what nobody gave left out, and what is wrong with it. */
export interface Reading {
  /** Undefined where nothing is given. */
  readonly value: unknown;
  readonly faults: readonly Fault[];
}

/** Where a member or an item stands, as the server writes it. */
export function pathTo(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}[${key}]`;
  return path === '' ? key : `${path}.${key}`;
}

/** Why a value that has to be given is not taken. */
export const missing = 'is missing';

/** What a form says: parameters as they are submitted. */
export interface Parameters {
  readonly value: Readonly<Record<string, unknown>>;
  readonly faults: readonly Fault[];
}

/**
 * Reads a whole form; a text in place of its fields is the whole as JSON. What it finds wrong can be seen without the
 * server, which checks the rest; what is left as it was is left out, so that the configuration's and the schema's own
 * values stay what they are.
 */
export function readForm(form: GroupField, draft: Draft): Parameters {
  if (typeof draft === 'string') return readWhole(draft);
  const { value, faults } = readGroup(form, draft, '');
  return { value: isRecord(value) ? value : {}, faults };
}

function readWhole(text: string): Parameters {
  if (text.trim() === '') return { value: {}, faults: [] };
  try {
    const value: unknown = JSON.parse(text);
    if (isRecord(value)) return { value, faults: [] };
    return { value: {}, faults: [{ path: '', reason: 'it is not an object of names and values' }] };
  } catch (error) {
    return { value: {}, faults: [{ path: '', reason: notJson(error) }] };
  }
}

function notJson(error: unknown): string {
  return `it is not JSON: ${error instanceof Error ? error.message : String(error)}`;
}

function read(field: Field, draft: Draft, path: string): Reading {
  switch (field.kind) {
    case 'text':
      return readText(field, textOf(draft), path);
    case 'number':
      return readNumber(field, textOf(draft), path);
    case 'switch':
      return unlessFallback(field, textOf(draft) === 'true');
    case 'choice':
      return readChoice(field, textOf(draft), path);
    case 'list':
      return readList(field, itemDrafts(draft), path);
    case 'group':
      return readGroup(field, draft, path);
    case 'json':
      return readJson(field, textOf(draft), path);
  }
}

function readText(field: TextField, text: string, path: string): Reading {
  if (text === '') return nothing(field, path);
  const { minLength, maxLength } = field;
  if (minLength !== null && text.length < minLength) {
    return fault(path, `has at least ${minLength} characters, not ${text.length}`);
  }
  if (maxLength !== null && text.length > maxLength) {
    return fault(path, `has at most ${maxLength} characters, not ${text.length}`);
  }
  return given(text);
}

function readNumber(
  { integer, minimum, maximum, ...field }: NumberField,
  text: string,
  path: string,
): Reading {
  const trimmed = text.trim();
  if (trimmed === '') return nothing(field, path);
  const value = Number(trimmed);
  if (!Number.isFinite(value)) return fault(path, 'is a number');
  if (integer && !Number.isSafeInteger(value)) return fault(path, 'is a whole number');
  if (minimum !== null && value < minimum) return fault(path, `is at least ${minimum}`);
  if (maximum !== null && value > maximum) return fault(path, `is at most ${maximum}`);
  return given(value);
}

function readChoice(field: ChoiceField, text: string, path: string): Reading {
  const choice = text === '' ? undefined : field.choices[Number(text)];
  return choice === undefined ? nothing(field, path) : given(choice.value);
}

function readList(field: ListField, drafts: readonly Draft[], path: string): Reading {
  const readings = drafts.map((draft, index) => read(field.item, draft, pathTo(path, index)));
  const faults = readings.flatMap((reading) => reading.faults);
  const value = readings.flatMap((reading) => (reading.value === undefined ? [] : [reading.value]));
  if (faults.length > 0) return { value, faults };
  const { minItems, maxItems } = field;
  if (value.length === 0 && !field.required && !Array.isArray(field.fallback)) return left;
  if (same(value, field.fallback)) return left;
  if (minItems !== null && value.length < minItems) {
    return fault(path, minItems === 1 ? 'has at least one entry' : `has at least ${minItems} entries`);
  }
  if (maxItems !== null && value.length > maxItems) return fault(path, `has at most ${maxItems} entries`);
  return given(value);
}

function readGroup(field: GroupField, draft: Draft, path: string): Reading {
  const readings = field.fields.map((member) => ({
    name: member.name,
    ...read(member, memberDraft(member, draft), pathTo(path, member.name)),
  }));
  const givenOnes = readings.filter((reading) => reading.value !== undefined);
  const faults = readings.flatMap((reading) => reading.faults);
  // An optional group that nobody has touched asks for nothing.
  if (!field.required && givenOnes.length === 0 && !faults.some(({ reason }) => reason !== missing))
    return left;
  return { value: Object.fromEntries(givenOnes.map(({ name, value }) => [name, value])), faults };
}

function readJson(field: JsonField, text: string, path: string): Reading {
  if (text.trim() === '') return nothing(field, path);
  try {
    return given(JSON.parse(text) as unknown);
  } catch (error) {
    return fault(path, notJson(error));
  }
}

const left: Reading = { value: undefined, faults: [] };

function given(value: unknown): Reading {
  return { value, faults: [] };
}

function fault(path: string, reason: string): Reading {
  return { value: undefined, faults: [{ path, reason }] };
}

function nothing(field: Pick<Field, 'required' | 'nullable'>, path: string): Reading {
  if (!field.required) return left;
  return field.nullable ? given(null) : fault(path, missing);
}

function unlessFallback(field: Field, value: boolean): Reading {
  return value === field.fallback ? left : given(value);
}
