/**
 * The command line was used wrongly. It has the shape of core's `InfraError` without being one: a mistake on the
 * command line is found before core is loaded, and loading it takes longer than the rest of the answer.
 */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly code: 'usage' | 'invalid_value' | 'confirmation_required';
  /** The way out, as one sentence, or null when the message already says it. */
  readonly hint: string | null;

  constructor(
    message: string,
    options: { code?: UsageError['code']; hint?: string | null; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.code = options.code ?? 'usage';
    this.hint = options.hint ?? null;
  }
}

/** A value of a flag or argument does not parse. */
export function invalidValue(message: string, hint: string | null = null): UsageError {
  return new UsageError(message, { code: 'invalid_value', hint });
}
