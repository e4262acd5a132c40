import { isRecord, type JsonSchema, readSchema, schemasOf } from './json-schema.js';

/** What a field of any kind has. */
interface FieldBase {
  /** The parameter's name; '' for the whole and for the items of a list. */
  readonly name: string;
  readonly description: string | null;
  /** Whether a value must be given: there is no other that would be taken. */
  readonly required: boolean;
  readonly nullable: boolean;
  /** What is taken where nothing is given: the configuration's value, else the schema's; undefined for none. */
  readonly fallback: unknown;
  /** Who says so. */
  readonly fallbackBy: 'configuration' | 'schema' | null;
}

export interface TextField extends FieldBase {
  readonly kind: 'text';
  readonly secret: boolean;
  readonly multiline: boolean;
  /** JSON Schema's word: `email`, `uri`, `date-time` …; null for any text. */
  readonly format: string | null;
  readonly minLength: number | null;
  readonly maxLength: number | null;
  readonly pattern: string | null;
}

export interface NumberField extends FieldBase {
  readonly kind: 'number';
  readonly integer: boolean;
  readonly minimum: number | null;
  readonly maximum: number | null;
}

/** Yes or no, one of which is always meant. */
export interface SwitchField extends FieldBase {
  readonly kind: 'switch';
}

/** One of some values; a yes or no that may be left open, too. */
export interface ChoiceField extends FieldBase {
  readonly kind: 'choice';
  readonly choices: readonly { readonly label: string; readonly value: unknown }[];
}

export interface ListField extends FieldBase {
  readonly kind: 'list';
  readonly item: Field;
  readonly minItems: number | null;
  readonly maxItems: number | null;
}

export interface GroupField extends FieldBase {
  readonly kind: 'group';
  readonly fields: readonly Field[];
}

/** Whatever has no field of its own: it is written as JSON. */
export interface JsonField extends FieldBase {
  readonly kind: 'json';
}

/** One input of a form. */
export type Field = TextField | NumberField | SwitchField | ChoiceField | ListField | GroupField | JsonField;

/** What stands for a secret that is not shown. */
const masked = '***';

/** Groups in groups are shown to this depth; what lies deeper is written as JSON. */
const deepestGroup = 4;

/** Longer texts get more than one line. */
const longLine = 200;

interface Place {
  readonly root: JsonSchema;
  readonly name: string;
  readonly required: boolean;
  readonly secret: boolean;
  readonly depth: number;
  /** The configuration's value for it; undefined for none. */
  readonly configured: unknown;
}

/**
 * The fields of a job's parameters.
 * @param schema null for a job that takes none.
 * @param configured what the configuration gives every run, secrets masked: it need not be given again.
 */
export function formOf(
  schema: JsonSchema | null,
  configured: Readonly<Record<string, unknown>> = {},
): GroupField {
  const root = schema ?? { type: 'object', properties: {} };
  const place = { root, name: '', required: true, secret: false, depth: 0, configured };
  return groupOf(root, place, {
    ...baseOf(root, place, false),
    required: true,
    fallback: undefined,
    fallbackBy: null,
  });
}

function fieldOf(given: JsonSchema, place: Place): Field {
  const { schema, nullable } = readSchema(place.root, given);
  const secret = place.secret || schema['secret'] === true;
  const within = { ...place, secret };
  const base = baseOf(schema, within, nullable);
  const choices = choicesOf(schema);
  if (choices !== null) return { ...base, kind: 'choice', choices };
  switch (schema['type']) {
    case 'string':
      return textOf(schema, base, secret);
    case 'integer':
    case 'number':
      return numberOf(schema, base);
    case 'boolean':
      return booleanOf(base);
    case 'array':
      return listOf(schema, within, base);
    case 'object':
      return isForm(schema, place.depth) ? groupOf(schema, within, base) : { ...base, kind: 'json' };
    default:
      return oneOrManyOf(schema, within, base) ?? { ...base, kind: 'json' };
  }
}

function baseOf(schema: JsonSchema, { name, required, configured }: Place, nullable: boolean): FieldBase {
  const description = typeof schema['description'] === 'string' ? schema['description'] : null;
  const fallback = configured === undefined ? schema['default'] : configured;
  const fallbackBy =
    configured === undefined ? (fallback === undefined ? null : 'schema') : ('configuration' as const);
  return { name, description, required: required && fallbackBy === null, nullable, fallback, fallbackBy };
}

/** The values of an enumeration, or of alternatives that are single values; null for anything else. */
function choicesOf(schema: JsonSchema): ChoiceField['choices'] | null {
  if (schema['const'] !== undefined) return choices([schema['const']]);
  if (Array.isArray(schema['enum'])) return choices(schema['enum'].filter((value) => value !== null));
  const branches = schemasOf(schema['anyOf'] ?? schema['oneOf']);
  if (branches.length === 0 || branches.some((branch) => branch['const'] === undefined)) return null;
  return choices(branches.map((branch) => branch['const']));
}

function choices(values: readonly unknown[]): ChoiceField['choices'] {
  return values.map((value) => ({
    label: typeof value === 'string' ? value : JSON.stringify(value),
    value,
  }));
}

function textOf(schema: JsonSchema, base: FieldBase, secret: boolean): TextField {
  const maxLength = numberAt(schema, 'maxLength');
  const format = typeof schema['format'] === 'string' ? schema['format'] : null;
  return {
    ...base,
    kind: 'text',
    secret,
    format,
    multiline: !secret && format === null && maxLength !== null && maxLength > longLine,
    minLength: numberAt(schema, 'minLength'),
    maxLength,
    pattern: format === null && typeof schema['pattern'] === 'string' ? schema['pattern'] : null,
  };
}

function numberOf(schema: JsonSchema, base: FieldBase): NumberField {
  return {
    ...base,
    kind: 'number',
    integer: schema['type'] === 'integer',
    minimum: bound(schema, 'minimum'),
    maximum: bound(schema, 'maximum'),
  };
}

// "Any integer" comes with the largest ones as its bounds, which tell nobody anything.
function bound(schema: JsonSchema, keyword: string): number | null {
  const value = numberAt(schema, keyword);
  return value === null || Math.abs(value) >= Number.MAX_SAFE_INTEGER ? null : value;
}

function booleanOf(base: FieldBase): SwitchField | ChoiceField {
  const settled = (base.required && !base.nullable) || typeof base.fallback === 'boolean';
  if (settled) return { ...base, kind: 'switch' };
  return {
    ...base,
    kind: 'choice',
    choices: [
      { label: 'yes', value: true },
      { label: 'no', value: false },
    ],
  };
}

function listOf(schema: JsonSchema, place: Place, base: FieldBase): ListField | JsonField {
  const { items } = schema;
  if (!isRecord(items) || place.depth >= deepestGroup) return { ...base, kind: 'json' };
  return {
    ...base,
    kind: 'list',
    item: itemOf(items, place),
    minItems: numberAt(schema, 'minItems'),
    maxItems: numberAt(schema, 'maxItems'),
  };
}

function itemOf(items: JsonSchema, place: Place): Field {
  return fieldOf(items, {
    ...place,
    name: '',
    required: true,
    configured: undefined,
    depth: place.depth + 1,
  });
}

/** A text or several, say: several, of which there may be one. */
function oneOrManyOf(schema: JsonSchema, place: Place, base: FieldBase): ListField | null {
  const branches = schemasOf(schema['anyOf'] ?? schema['oneOf']);
  const [one, other] = branches;
  if (branches.length !== 2 || one === undefined || other === undefined) return null;
  const [single, many] = one['type'] === 'array' ? [other, one] : [one, other];
  const { items } = many;
  if (many['type'] !== 'array' || !isRecord(items) || items['type'] !== single['type']) return null;
  const field = listOf(many, place, base);
  if (field.kind !== 'list') return null;
  const { fallback } = base;
  return { ...field, fallback: fallback === undefined || Array.isArray(fallback) ? fallback : [fallback] };
}

// With names of the caller's own choice there is no field for each.
function isForm(schema: JsonSchema, depth: number): boolean {
  const { properties, additionalProperties: others } = schema;
  return isRecord(properties) && (others === undefined || others === false) && depth < deepestGroup;
}

function groupOf(schema: JsonSchema, place: Place, base: FieldBase): GroupField {
  const properties = isRecord(schema['properties']) ? schema['properties'] : {};
  const required = Array.isArray(schema['required']) ? (schema['required'] as readonly unknown[]) : [];
  // A value within a configured object is not added to it: what is given takes the place of the whole object.
  const configured = place.depth === 0 && isRecord(place.configured) ? place.configured : {};
  const fields = Object.entries(properties).map(([name, property]) =>
    fieldOf(isRecord(property) ? property : {}, {
      ...place,
      name,
      required: required.includes(name),
      configured: Object.hasOwn(configured, name) ? configured[name] : undefined,
      depth: place.depth + 1,
    }),
  );
  return { ...base, kind: 'group', fields };
}

function numberAt(schema: JsonSchema, keyword: string): number | null {
  const value = schema[keyword];
  return typeof value === 'number' ? value : null;
}

/** Whether a value holds a secret that is not shown. */
export function isMasked(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isMasked);
  return isRecord(value) ? Object.values(value).some(isMasked) : value === masked;
}
