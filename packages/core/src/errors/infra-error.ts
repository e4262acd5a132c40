/** What a caller can act on: the base of every error that Infra Jobs throws on purpose. */
export abstract class InfraError extends Error {
  /** Stable, snake_case; programs match on it. */
  abstract readonly code: ErrorCode;
  /** The way out, as one sentence, or null when the message already says it. */
  readonly hint: string | null;

  constructor(message: string, options: { hint?: string | null; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = new.target.name;
    this.hint = options.hint ?? null;
  }
}

/** Every error code, and with it the exit code of the command line: there is no other place for either. */
export const exitCodeOf = {
  operation_failed: 1,
  subject_busy: 1,
  address_unusable: 1,
  usage: 2,
  invalid_value: 2,
  job_not_found: 2,
  run_not_found: 2,
  failure_not_found: 2,
  token_not_found: 2,
  chain_not_found: 2,
  chain_invalid: 2,
  invalid_parameters: 2,
  confirmation_required: 2,
  configuration_missing: 3,
  configuration_invalid: 3,
  extension_faulty: 3,
  job_index_stale: 3,
  state_directory_unusable: 3,
  database_unreachable: 4,
  database_not_migrated: 4,
  schema_too_new: 4,
  embedded_database_failed: 4,
  wait_timed_out: 124,
  interrupted: 130,
} as const;

export type ErrorCode = keyof typeof exitCodeOf;
