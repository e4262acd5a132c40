interface JobResultFields<Output> {
  readonly success: boolean;
  readonly message: string | null;
  readonly itemsProcessed: number;
  readonly itemsFailed: number;
  readonly durationMs: number | null;
  readonly output: Output;
}

/**
 * What a job reports when it ends. Immutable: each `with…` returns a new result.
 *
 * `Output` is the type of the data given to {@link JobResult.withOutput}; it must be JSON.
 * A failure is a result like any other: the run is recorded as failed with its message, and retried when the job's
 * retry policy allows it. Throwing has the same effect and keeps the error's stack too.
 */
export class JobResult<out Output = unknown> {
  readonly success: boolean;
  /** One line for people, or null when the job said nothing. */
  readonly message: string | null;
  /** Items examined, 0 when the job did not say. */
  readonly itemsProcessed: number;
  /** Of the items examined, those that could not be done. */
  readonly itemsFailed: number;
  /** The job's own measure in milliseconds, or null; the run's duration is measured apart from it. */
  readonly durationMs: number | null;
  readonly output: Output;

  readonly #fields: JobResultFields<Output>;

  private constructor(fields: JobResultFields<Output>) {
    this.success = fields.success;
    this.message = fields.message;
    this.itemsProcessed = fields.itemsProcessed;
    this.itemsFailed = fields.itemsFailed;
    this.durationMs = fields.durationMs;
    this.output = fields.output;
    this.#fields = fields;
    Object.freeze(this);
  }

  /** The job did what it is for. */
  static success(): JobResult<null> {
    return new JobResult({ ...nothing, success: true });
  }

  /** The job could not do what it is for; `message` says why. */
  static failure(message: string): JobResult<null> {
    return new JobResult({ ...nothing, success: false, message });
  }

  withMessage(message: string): JobResult<Output> {
    return new JobResult({ ...this.#fields, message });
  }

  /**
   * How many items were examined and how many of them failed.
   * @throws {RangeError} when a figure is negative or not a whole number.
   */
  withStats(processed: number, failed: number): JobResult<Output> {
    return new JobResult({
      ...this.#fields,
      itemsProcessed: wholeNumber('processed', processed),
      itemsFailed: wholeNumber('failed', failed),
    });
  }

  /**
   * The job's own measure of its duration, in milliseconds.
   * @throws {RangeError} when it is negative or not a number.
   */
  withDuration(milliseconds: number): JobResult<Output> {
    if (!(milliseconds >= 0 && Number.isFinite(milliseconds))) {
      throw new RangeError(`a duration is milliseconds from 0 up, not ${milliseconds}`);
    }
    return new JobResult({ ...this.#fields, durationMs: milliseconds });
  }

  /** Data for whoever reads the run: JSON, kept with it. */
  withOutput<Data>(output: Data): JobResult<Data> {
    return new JobResult({ ...this.#fields, output });
  }
}

const nothing = { message: null, itemsProcessed: 0, itemsFailed: 0, durationMs: null, output: null };

function wholeNumber(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new RangeError(`${name} counts items: a whole number from 0 up, not ${value}`);
}
