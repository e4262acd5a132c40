import { redactSecrets } from '../config/redact-secrets.js';

const secretKey =
  /passw|passphrase|secret|token|credential|authorization|cookie|api_?key|private_?key|access_?key|(^|_)dsn$/i;

/** A copy that may be shown: what stands under a key that names a secret is masked, and so are passwords in URLs. */
export function maskSecrets(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, masked(key, inner)]));
}

function masked(key: string, value: unknown): unknown {
  if (value === null || value === undefined || value === '') return value;
  if (secretKey.test(key) && typeof value !== 'boolean') return '***';
  if (typeof value === 'string') return redactSecrets(value);
  if (Array.isArray(value)) return value.map((item) => masked('', item));
  return typeof value === 'object' ? maskSecrets(value as Record<string, unknown>) : value;
}
