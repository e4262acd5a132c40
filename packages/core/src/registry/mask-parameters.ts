import { JsonSchemaNode } from '../config/json-schema-node.js';
import { maskSecrets, namesSecret } from '../config/mask-secrets.js';
import type { Parameters } from './parse-parameters.js';
import type { RegisteredJob } from './registered-job.js';

type Described = Pick<RegisteredJob, 'parameters'>;

/**
 * A copy of a run's parameters that may be shown, logged or traced: `***` stands for what the job's schema marks with
 * `.meta({ secret: true })` and for what stands under a key that names a secret (`password`, `apiKey` …), and passwords
 * in URLs are masked.
 * @param job undefined for a job that the host no longer has: then the names of the keys decide.
 */
export function maskParameters(job: Described | undefined, parameters: Parameters): Record<string, unknown> {
  return maskSecrets(parameters, nodeOf(job));
}

/**
 * The texts that must not show in what a run says of itself (log lines, errors, its output): its secret parameters, as
 * {@link maskParameters} finds them in any of these, longest first, in the form in which JSON writes them too.
 */
export function secretValues(job: Described | undefined, ...given: readonly Parameters[]): readonly string[] {
  const node = nodeOf(job);
  const found: string[] = [];
  for (const parameters of given) collectFrom(parameters, node, false, found);
  if (found.length === 0) return found;
  return [...new Set(found)].filter((text) => text !== '').toSorted((a, b) => b.length - a.length);
}

function nodeOf(job: Described | undefined): JsonSchemaNode | null {
  return job?.parameters == null ? null : JsonSchemaNode.of(job.parameters);
}

function collectFrom(value: unknown, schema: JsonSchemaNode | null, secret: boolean, found: string[]): void {
  if (Array.isArray(value)) {
    const items = schema?.items ?? null;
    for (const item of value) collectFrom(item, items, secret || items?.secret === true, found);
  } else if (typeof value === 'object' && value !== null) {
    for (const key of Object.keys(value)) {
      const inner = (value as Parameters)[key];
      const node = schema?.property(key) ?? null;
      collectFrom(inner, node, secret || node?.secret === true || namesSecret(key), found);
    }
  } else if (secret && (typeof value === 'string' || typeof value === 'number')) {
    const text = String(value);
    found.push(text, JSON.stringify(text).slice(1, -1));
  }
}
