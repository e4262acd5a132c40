import type { z } from 'zod';
import { type ConfigurationIssue, writePath } from './configuration-errors.js';
import { JsonSchemaNode, type JsonSchema } from './json-schema-node.js';
import { didYouMean } from './nearest-name.js';

/** What zod found wrong. Any copy of zod 4: an extension may bring its own. */
type Issues = readonly z.core.$ZodIssue[];

/**
 * What zod found wrong, as issues of a configuration or of parameters: a path, a reason, and for a key that does not
 * exist the nearest one that does. `prefix` is where the checked value stands in the whole.
 */
export function issuesOf(
  issues: Issues,
  schema: JsonSchema | null,
  prefix: readonly PropertyKey[] = [],
): ConfigurationIssue[] {
  const node = schema === null ? null : JsonSchemaNode.of(schema);
  return flatten(issues).flatMap((issue) => describe(issue, node, prefix));
}

function describe(
  issue: z.core.$ZodIssue,
  node: JsonSchemaNode | null,
  prefix: readonly PropertyKey[],
): ConfigurationIssue[] {
  const path = [...prefix, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    const known = node?.at(issue.path).propertyNames ?? [];
    return issue.keys.map((key) => unknownKey([...path, key], known));
  }
  if (issue.code === 'invalid_key') {
    const reasons = issue.issues.map(({ message }) => message);
    return [{ path: writePath(path), message: reasons.join('; ') }];
  }
  return [{ path: writePath(path), message: wording(issue) }];
}

/** The issue of a key that does not exist; the last part of the path is the key. */
export function unknownKey(path: readonly PropertyKey[], known: readonly string[]): ConfigurationIssue {
  return { path: writePath(path), message: `unknown key${didYouMean(String(path.at(-1)), known)}` };
}

// "expected string, received undefined" is how zod says that something is missing.
function wording(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'invalid_type' || !issue.message.endsWith('received undefined')) return issue.message;
  return `is missing (expected ${issue.expected})`;
}

/** Of a union that fits nowhere, the branch that came furthest: what the author most likely meant. */
function flatten(issues: Issues): z.core.$ZodIssue[] {
  return issues.flatMap((issue) => {
    if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue];
    const branches = issue.errors
      .map((branch) => flatten(branch))
      .toSorted((one, other) => depth(other) - depth(one));
    const [best, second] = branches;
    if (best === undefined || (second !== undefined && depth(best) === depth(second))) {
      return [{ ...issue, message: alternatives(branches) }];
    }
    return best.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
  });
}

// An unknown key was found inside an object that fits otherwise: deeper than a value of the wrong type.
function depth(issues: Issues): number {
  return Math.max(...issues.map((issue) => issue.path.length + (issue.code === 'unrecognized_keys' ? 1 : 0)));
}

function alternatives(branches: readonly Issues[]): string {
  return [...new Set(branches.flatMap((branch) => branch.map(({ message }) => message)))].join(', or: ');
}
