import { InfraError } from '../errors/infra-error.js';
import { redactSecrets } from './redact-secrets.js';

/** One mistake in a configuration. */
export interface ConfigurationIssue {
  /** Where: `jobs.publish_content.schedule`, `extensions[0]`; '' for the whole. */
  readonly path: string;
  /** What is wrong with it, and the nearest name where one may have been meant. */
  readonly message: string;
}

/** The host's configuration cannot be read or breaks its rules; every mistake is in {@link issues}. */
export class ConfigurationInvalidError extends InfraError {
  override readonly code = 'configuration_invalid';
  readonly file: string;
  readonly issues: readonly ConfigurationIssue[];
  /** Where in the file, when the loader tells: 1 for the first line. */
  readonly line: number | null;

  constructor(
    file: string,
    issues: readonly ConfigurationIssue[],
    options: { line?: number | null; cause?: unknown } = {},
  ) {
    const line = options.line ?? null;
    const shown = issues.map(({ path, message }) =>
      redactSecrets(path === '' ? message : `${path}: ${message}`),
    );
    const place = line === null ? file : `${file}:${line}`;
    super(
      shown.length === 1
        ? `${place}: ${shown[0]}`
        : `${place} has ${shown.length} mistakes:\n  ${shown.join('\n  ')}`,
      { cause: options.cause },
    );
    this.file = file;
    this.issues = issues;
    this.line = line;
  }
}

/** There is no configuration where one is needed. */
export class ConfigurationMissingError extends InfraError {
  override readonly code = 'configuration_missing';
}

/** A path into data as people write it: `jobs.x.schedules.nightly.parameters.directory[0]`. */
export function writePath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((written, key) => {
    if (typeof key === 'number') return `${written}[${key}]`;
    return written === '' ? String(key) : `${written}.${String(key)}`;
  }, '');
}
