import type { ConfigurationIssue } from '../config/configuration-errors.js';
import { JsonSchemaNode, type JsonSchema } from '../config/json-schema-node.js';
import { unknownKey } from '../config/zod-issues.js';
import { InvalidParametersError } from './invalid-parameters-error.js';

/** `-p key=value` as it stands on the line: a list, which a caller's own parameters never are, whatever they are called. */
export type GivenPairs = readonly (readonly [key: string, value: string])[];

/** Whether these are pairs, which a schema has still to give types to. */
export function arePairs(given: Readonly<Record<string, unknown>> | GivenPairs): given is GivenPairs {
  return Array.isArray(given);
}

/**
 * Reads `-p key=value` by the job's JSON Schema: numbers, booleans and JSON for objects become what they say, a
 * repeated key becomes an array, and so does a single one where only an array is allowed. Whether the values fit is for
 * {@link validateParameters} to say; here a text is refused that cannot be read as any type the schema has for it.
 * @throws {InvalidParametersError} with every such text, every unknown key with the nearest one, and a key that is
 *   repeated without being an array.
 */
export function coercePairs(
  pairs: GivenPairs,
  schemaOfJob: JsonSchema | null,
): Readonly<Record<string, unknown>> {
  const schema = JsonSchemaNode.of(schemaOfJob ?? { type: 'object', properties: {} });
  const issues: ConfigurationIssue[] = [];
  const entries = [...Map.groupBy(pairs, ([key]) => key)].map(([key, given]): [string, unknown] => {
    const texts = given.map(([, text]) => text);
    const node = schema.property(key);
    const known = node.variants.length > 0 || schema.takesOtherProperties;
    const reading = known ? readTexts(texts, node) : unknownKey([key], schema.propertyNames);
    if ('value' in reading) return [key, reading.value];
    issues.push({ path: key, message: reading.message });
    return [key, undefined];
  });
  if (issues.length > 0) throw new InvalidParametersError(null, issues);
  return Object.fromEntries(entries);
}

type Reading = { readonly value: unknown } | { readonly message: string };

function readTexts(texts: readonly string[], node: JsonSchemaNode): Reading {
  const [first = '', ...others] = texts;
  if (others.length === 0) return readText(first, node);
  if (!allows(node, 'array')) return { message: `is given ${texts.length} times and takes one value` };
  return readItems(texts, node.items);
}

function readItems(texts: readonly string[], items: JsonSchemaNode): Reading {
  const readings = texts.map((text) => readText(text, items));
  const failed = readings.find((reading) => 'message' in reading);
  return failed ?? { value: readings.map((reading) => ('value' in reading ? reading.value : undefined)) };
}

function readText(text: string, node: JsonSchemaNode): Reading {
  const literal = literalsOf(node).find((value) => String(value) === text);
  if (literal !== undefined) return { value: literal };
  for (const [type, read] of readers) {
    const value = allows(node, type) ? read(text) : undefined;
    if (value !== undefined) return { value };
  }
  if (allows(node, 'string')) return { value: text };
  if (allows(node, 'array')) return readItems([text], node.items);
  return { message: `'${text}' is not ${typesOf(node).join(' or ')}` };
}

// In this order: text is what is left, and never tried before a type that the text could mean. A node that names no
// type (z.unknown(), z.any()) takes the text as it is: guessing would turn a string such as '007' into a number.
const readers: readonly (readonly [type: string, read: (text: string) => unknown])[] = [
  ['null', (text) => (text === 'null' ? null : undefined)],
  ['boolean', (text) => (text === 'true' ? true : text === 'false' ? false : undefined)],
  ['integer', readNumber],
  ['number', readNumber],
  ['array', (text) => readJson(text, Array.isArray)],
  [
    'object',
    (text) => readJson(text, (value) => typeof value === 'object' && value !== null && !Array.isArray(value)),
  ],
];

function readNumber(text: string): number | undefined {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined;
}

function readJson(text: string, fits: (value: unknown) => boolean): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return fits(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function allows(node: JsonSchemaNode, type: string): boolean {
  const types = typesOf(node);
  return types.length === 0 ? type === 'string' || type === 'array' : types.includes(type);
}

function typesOf(node: JsonSchemaNode): string[] {
  const types = node.variants.flatMap(({ type }) => type ?? []);
  return [...new Set(types.filter((type): type is string => typeof type === 'string'))];
}

function literalsOf(node: JsonSchemaNode): unknown[] {
  return node.variants.flatMap((variant) => [
    ...(Array.isArray(variant['enum']) ? (variant['enum'] as unknown[]) : []),
    ...('const' in variant ? [variant['const']] : []),
  ]);
}
