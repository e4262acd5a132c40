import { describe, expect, test } from 'vitest';
import { type Draft, draftOf, emptyDraft } from './draft.js';
import { type Field, formOf } from './field.js';
import type { JsonSchema } from './json-schema.js';
import { placeFaults } from './place-faults.js';
import { readForm } from './read-draft.js';

/** The one field of a form with one parameter, `it`. */
function fieldOf(schema: JsonSchema, required = false, configured: Record<string, unknown> = {}): Field {
  const properties = { type: 'object', properties: { it: schema }, required: required ? ['it'] : [] };
  const [field] = formOf(properties, configured).fields;
  if (field === undefined) throw new Error('there is no field');
  return field;
}

/** What a form with this one parameter reads from these inputs of it. */
function read(schema: JsonSchema, draft: Draft | undefined, required = false, configured = {}) {
  const form = formOf(
    { type: 'object', properties: { it: schema }, required: required ? ['it'] : [] },
    configured,
  );
  return readForm(form, draft === undefined ? emptyDraft(form) : { it: draft });
}

describe('the fields of a schema', () => {
  test.each<[string, JsonSchema, Partial<Field>]>([
    ['a text', { type: 'string', minLength: 2 }, { kind: 'text', minLength: 2, secret: false }],
    ['a long text', { type: 'string', maxLength: 5000 }, { kind: 'text', multiline: true }],
    ['a secret', { type: 'string', secret: true }, { kind: 'text', secret: true }],
    ['a whole number', { type: 'integer', minimum: 1 }, { kind: 'number', integer: true, minimum: 1 }],
    [
      'any whole number',
      { type: 'integer', minimum: -9007199254740991, maximum: 9007199254740991 },
      { kind: 'number', minimum: null, maximum: null },
    ],
    ['yes or no with a default', { type: 'boolean', default: false }, { kind: 'switch', fallback: false }],
    ['yes or no that may be left open', { type: 'boolean' }, { kind: 'choice' }],
    ['an enumeration', { type: 'string', enum: ['a', 'b'] }, { kind: 'choice' }],
    ['alternatives of single values', { anyOf: [{ const: 1 }, { const: 2 }] }, { kind: 'choice' }],
    ['a list', { type: 'array', items: { type: 'number' }, minItems: 1 }, { kind: 'list', minItems: 1 }],
    [
      'one or many',
      { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] },
      { kind: 'list' },
    ],
    ['an object', { type: 'object', properties: { a: { type: 'string' } } }, { kind: 'group' }],
    ['a record', { type: 'object', additionalProperties: { type: 'string' } }, { kind: 'json' }],
    ['anything', {}, { kind: 'json' }],
    ['alternatives', { anyOf: [{ type: 'string' }, { type: 'number' }] }, { kind: 'json' }],
    [
      'what may be null',
      { anyOf: [{ type: 'number' }, { type: 'null' }] },
      { kind: 'number', nullable: true },
    ],
    ['what may be null, shorter', { type: ['string', 'null'] }, { kind: 'text', nullable: true }],
  ])('%s', (_, schema, expected) => {
    expect(fieldOf(schema)).toMatchObject(expected);
  });

  test('references are followed, and a schema that contains itself ends as JSON', () => {
    const schema = {
      type: 'object',
      properties: { tree: { $ref: '#/$defs/tree' }, name: { $ref: '#/$defs/name', description: 'Whose' } },
      $defs: {
        name: { type: 'string' },
        tree: { type: 'object', properties: { child: { $ref: '#/$defs/tree' } } },
      },
    };
    const { fields } = formOf(schema);
    expect(fields).toMatchObject([{ kind: 'group' }, { kind: 'text', description: 'Whose' }]);
    let deepest = fields[0];
    while (deepest?.kind === 'group') deepest = deepest.fields[0];
    expect(deepest?.kind).toBe('json');
  });

  test('what is within a secret is secret', () => {
    const login = { type: 'object', secret: true, properties: { token: { type: 'string' } } };
    expect(fieldOf(login)).toMatchObject({ fields: [{ secret: true }] });
  });

  test('what the configuration gives need not be given', () => {
    const field = fieldOf({ type: 'string' }, true, { it: 'posts' });
    expect(field).toMatchObject({ required: false, fallback: 'posts', fallbackBy: 'configuration' });
    expect(fieldOf({ type: 'string', default: 'a' }, true)).toMatchObject({ fallbackBy: 'schema' });
  });

  test('a job without parameters has no fields', () => {
    expect(formOf(null).fields).toEqual([]);
    expect(readForm(formOf(null), {})).toEqual({ value: {}, faults: [] });
  });
});

const person = {
  type: 'object',
  properties: { name: { type: 'string' }, age: { type: 'integer' } },
  required: ['name'],
};

describe('reading', () => {
  test.each<[string, JsonSchema, Draft, unknown]>([
    ['a text as it is', { type: 'string' }, ' a ', ' a '],
    ['nothing for an empty text', { type: 'string' }, '', undefined],
    ['a number', { type: 'number' }, ' 1.5 ', 1.5],
    ['the chosen value, not its word', { enum: [1, 2] }, '1', 2],
    ['a switch that was turned', { type: 'boolean', default: false }, 'true', true],
    ['nothing for a switch that was not', { type: 'boolean', default: false }, 'false', undefined],
    ['a no where yes is the default', { type: 'boolean', default: true }, 'false', false],
    ['a list', { type: 'array', items: { type: 'number' } }, ['1', '2'], [1, 2]],
    ['nothing for a list that nobody began', { type: 'array', items: { type: 'string' } }, [], undefined],
    ['an emptied default', { type: 'array', items: { type: 'string' }, default: ['a'] }, [], []],
    [
      'nothing for an untouched default',
      { type: 'array', items: { type: 'string' }, default: ['a'] },
      ['a'],
      undefined,
    ],
    ['an object', person, { name: 'Ann', age: '' }, { name: 'Ann' }],
    ['nothing for an untouched object', person, { name: '', age: '' }, undefined],
    ['JSON', {}, '{"a": [1]}', { a: [1] }],
  ])('%s', (_, schema, draft, expected) => {
    const value = expected === undefined ? {} : { it: expected };
    expect(read(schema, draft)).toEqual({ value, faults: [] });
  });

  test.each<[string, JsonSchema, Draft, string, string]>([
    ['a word for a number', { type: 'number' }, 'two', 'it', 'is a number'],
    ['a fraction', { type: 'integer' }, '1.5', 'it', 'is a whole number'],
    ['a number that is too small', { type: 'integer', minimum: 1 }, '0', 'it', 'is at least 1'],
    ['a number that is too large', { type: 'number', maximum: 1 }, '2', 'it', 'is at most 1'],
    [
      'a text that is too short',
      { type: 'string', minLength: 3 },
      'ab',
      'it',
      'has at least 3 characters, not 2',
    ],
    ['what is no JSON', {}, '{', 'it', 'it is not JSON'],
    ['an entry of a list', { type: 'array', items: { type: 'number' } }, ['1', 'x'], 'it[1]', 'is a number'],
    ['an empty entry', { type: 'array', items: { type: 'string' } }, ['a', ''], 'it[1]', 'is missing'],
    ['half an object', person, { name: '', age: '3' }, 'it.name', 'is missing'],
  ])('finds %s', (_, schema, draft, ...[path, reason]) => {
    const { faults } = read(schema, draft);
    expect(faults).toEqual([{ path, reason: expect.stringContaining(reason) as string }]);
  });

  test('what is required and not given is missing, unless null or the configuration will do', () => {
    expect(read({ type: 'string' }, '', true).faults).toEqual([{ path: 'it', reason: 'is missing' }]);
    expect(read({ type: ['string', 'null'] }, '', true).value).toEqual({ it: null });
    expect(read({ type: 'string' }, '', true, { it: '***' })).toEqual({ value: {}, faults: [] });
    expect(read(person, undefined, true).faults).toEqual([{ path: 'it.name', reason: 'is missing' }]);
  });

  test('a form that nobody touched gives nothing, whatever its defaults', () => {
    const schemas: JsonSchema[] = [
      { type: 'string', default: 'a' },
      { type: 'number', default: 3 },
      { type: 'boolean', default: true },
      { enum: ['a', 'b'], default: 'b' },
      { type: 'array', items: { type: 'string' }, default: ['x'] },
      { ...person, default: { name: 'Ann' } },
      { default: { a: 1 } },
    ];
    for (const schema of schemas) expect(read(schema, undefined)).toEqual({ value: {}, faults: [] });
  });
});

test('the whole form can be written as JSON', () => {
  const form = formOf({ type: 'object', properties: {} });
  expect(readForm(form, '{"other": 1}')).toEqual({ value: { other: 1 }, faults: [] });
  expect(readForm(form, ' ')).toEqual({ value: {}, faults: [] });
  expect(readForm(form, '[1]').faults).toMatchObject([{ path: '' }]);
  expect(readForm(form, '{').faults).toMatchObject([{ path: '' }]);
  expect([...placeFaults(form, '{}', [{ path: 'a', reason: 'is missing' }])]).toEqual([
    ['', ['a: is missing']],
  ]);
});

test.each<[string, JsonSchema, unknown]>([
  ['a text', { type: 'string' }, 'a'],
  ['a number', { type: 'number' }, 0],
  ['a choice', { enum: ['a', 'b'] }, 'b'],
  ['a list', { type: 'array', items: { type: 'number' } }, [1, 2]],
  ['a list of objects', { type: 'array', items: person }, [{ name: 'Ann', age: 3 }, { name: 'Bob' }]],
  ['JSON', {}, { a: null }],
])('%s that is shown and not touched is read as it was', (_, schema, value) => {
  const form = formOf({ type: 'object', properties: { it: schema } });
  expect(readForm(form, draftOf(form, { it: value })).value).toEqual({ it: value });
});

describe('a fault of the server', () => {
  const form = formOf({
    type: 'object',
    properties: {
      people: { type: 'array', items: person },
      map: { type: 'object', additionalProperties: { type: 'number' } },
    },
  });
  const draft = draftOf(form, { people: [{ name: 'Ann' }] });

  test.each([
    ['people[0].name', 'people[0].name', 'is taken'],
    ['people[0].shoe', 'people[0]', 'people[0].shoe: is taken'],
    ['people[7]', 'people', 'people[7]: is taken'],
    ['map.a.b', 'map', 'map.a.b: is taken'],
    ['other', '', 'other: is taken'],
    ['', '', 'is taken'],
  ])('at %j is shown at %j', (path, at, shown) => {
    expect([...placeFaults(form, draft, [{ path, reason: 'is taken' }])]).toEqual([[at, [shown]]]);
  });
});
