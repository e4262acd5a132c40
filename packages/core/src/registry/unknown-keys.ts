import type { ConfigurationIssue } from '../config/configuration-errors.js';
import { JsonSchemaNode, type JsonSchema } from '../config/json-schema-node.js';
import { unknownKey } from '../config/zod-issues.js';

/**
 * The keys of a value that its schema does not declare. A zod object drops them silently unless it is strict; here they
 * are mistakes, since a misspelt parameter that is dropped looks like one that was obeyed. `z.looseObject` and records
 * take any key; what a strict object refuses is left to zod.
 */
export function unknownKeysOf(
  value: unknown,
  schema: JsonSchema,
  prefix: readonly PropertyKey[] = [],
): readonly ConfigurationIssue[] {
  return inspect(value, JsonSchemaNode.of(schema), prefix);
}

function inspect(value: unknown, node: JsonSchemaNode, path: readonly PropertyKey[]): ConfigurationIssue[] {
  if (typeof value !== 'object' || value === null || node.variants.length === 0) return [];
  if (Array.isArray(value))
    return value.flatMap((item, index) => inspect(item, node.items, [...path, index]));
  const known = node.propertyNames;
  const closed =
    !node.takesOtherProperties && !node.variants.some((variant) => variant['additionalProperties'] === false);
  return Object.entries(value).flatMap(([key, inner]) => {
    if (closed && !known.includes(key)) return [unknownKey([...path, key], known)];
    return inspect(inner, node.property(key), [...path, key]);
  });
}
