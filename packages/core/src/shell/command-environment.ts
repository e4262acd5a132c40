import { namesSecret } from '../config/mask-secrets.js';
import { redactSecrets } from '../config/redact-secrets.js';

/** An environment as it is stored, and the names of what is not. */
export interface StoredEnvironment {
  readonly environment: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
}

// Beside what names a secret anywhere. PWD and OLDPWD are directories.
const secretWord = /(^|_)(pass|pwd|pat|key|keys|auth|creds?|pin|otp|salt|jwt|bearer|signature)(_|$)/i;
const directories = new Set(['PWD', 'OLDPWD']);

// How tokens of well-known services begin, a JSON web token, a private key.
const secretValue =
  /^(gh[opsur]_|github_pat_|glpat-|sk-|sk_live_|rk_live_|xox[abprs]-|AKIA|ASIA|AIza|ya29\.|npm_|dop_v1_|SG\.|eyJ[\w-]+\.eyJ)|-----BEGIN [A-Z ]*PRIVATE KEY/;

/** Divides an environment into what may be stored and the names of what looks like a secret, sorted. */
export function withoutSecrets(environment: Readonly<Record<string, string>>): StoredEnvironment {
  const entries = Object.entries(environment);
  const isSecret = ([name, value]: [string, string]) => looksSecret(name, value);
  return {
    environment: Object.fromEntries(entries.filter((entry) => !isSecret(entry))),
    secrets: entries
      .filter(isSecret)
      .map(([name]) => name)
      .toSorted(),
  };
}

/** A stored environment with its secrets taken from another one, and the names that stand in neither. */
export function withSecretsOf(
  { environment, secrets }: StoredEnvironment,
  source: Readonly<Record<string, string | undefined>>,
): { readonly environment: Readonly<Record<string, string>>; readonly missing: readonly string[] } {
  const found = secrets.flatMap((name) => {
    const value = source[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    environment: { ...environment, ...Object.fromEntries(found) },
    missing: secrets.filter((name) => source[name] === undefined),
  };
}

function looksSecret(name: string, value: string): boolean {
  if (value === '' || directories.has(name)) return false;
  return (
    namesSecret(name) || secretWord.test(name) || secretValue.test(value) || redactSecrets(value) !== value
  );
}
