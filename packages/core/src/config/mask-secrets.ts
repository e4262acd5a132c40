import type { JsonSchemaNode } from './json-schema-node.js';
import { redactSecrets } from './redact-secrets.js';

/** What is shown instead of a secret. */
const secretMask = '***';

const secretKey =
  /passw|passphrase|secret|token|credential|authorization|cookie|api_?key|private_?key|access_?key|(^|_)dsn$/i;

/** Whether what stands under this key is a secret by its name. */
export function namesSecret(key: string): boolean {
  return secretKey.test(key);
}

/**
 * A copy that may be shown: what stands under a key that names a secret is masked, and so are passwords in URLs.
 * @param schema masks also what it marks with `secret: true`; null: the names alone decide.
 */
export function maskSecrets(
  value: Readonly<Record<string, unknown>>,
  schema: JsonSchemaNode | null = null,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, masked(key, inner, schema?.property(key) ?? null)]),
  );
}

function masked(key: string, value: unknown, schema: JsonSchemaNode | null): unknown {
  if (value === null || value === undefined) return value;
  if (schema?.secret === true) return secretMask;
  if (value === '') return value;
  if (namesSecret(key) && typeof value !== 'boolean') return secretMask;
  if (typeof value === 'string') return redactSecrets(value);
  if (Array.isArray(value)) return value.map((item) => masked('', item, schema?.items ?? null));
  return typeof value === 'object' ? maskSecrets(value as Record<string, unknown>, schema) : value;
}
