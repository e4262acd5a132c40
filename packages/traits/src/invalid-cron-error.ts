/** A text that was given as a six-field cron expression is none, or names no date of the calendar. */
export class InvalidCronError extends Error {
  override readonly name = 'InvalidCronError';
  readonly code = 'invalid_cron';
  /** What was given. */
  readonly expression: string;
  /** The faulty field, as in `second (field 1)`; null when the expression as a whole is wrong. */
  readonly field: string | null;
  /** The faulty item of the field, as it was written; null when the expression as a whole is wrong. */
  readonly value: string | null;
  /** What is wrong, in words that follow the value. */
  readonly reason: string;

  constructor(expression: string, reason: string, at: { field: string; value: string } | null = null) {
    super(at === null ? `cron: ${reason}` : `cron ${at.field}: '${at.value}' ${reason} in '${expression}'`);
    this.expression = expression;
    this.field = at?.field ?? null;
    this.value = at?.value ?? null;
    this.reason = reason;
  }
}
