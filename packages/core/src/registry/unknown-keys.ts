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
  const issues: ConfigurationIssue[] = [];
  inspect(value, JsonSchemaNode.of(schema), prefix, issues);
  return issues;
}

// Asked with every run: as long as nothing is wrong, hardly anything is made.
function inspect(
  value: unknown,
  node: JsonSchemaNode,
  path: readonly PropertyKey[],
  issues: ConfigurationIssue[],
): void {
  if (typeof value !== 'object' || value === null || node.variants.length === 0) return;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) inspect(item, node.items, [...path, index], issues);
    return;
  }
  for (const key of Object.keys(value)) {
    const inner: unknown = Reflect.get(value, key);
    if (node.isClosed && !node.propertyNames.includes(key)) {
      issues.push(unknownKey([...path, key], node.propertyNames));
    } else if (typeof inner === 'object') {
      inspect(inner, node.property(key), [...path, key], issues);
    }
  }
}
