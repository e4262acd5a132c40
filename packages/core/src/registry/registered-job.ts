import type { ClockChange, Misfire, Overlap } from '@infra/traits';

/** A job's retry policy with every default filled in; times in milliseconds. */
export interface RetryPolicy {
  readonly maxAttempts: number;
  readonly firstMs: number;
  readonly factor: number;
  readonly capMs: number;
  /** Share of the wait that is random, 0 to 1. */
  readonly jitter: number;
}

/** One schedule of a job. The job's own is called {@link ownSchedule}; the configuration can name more. */
export interface NamedSchedule {
  readonly name: string;
  readonly schedule: string;
  readonly timeZone: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly enabled: boolean;
}

/** The name of the schedule that stands on the job itself. */
export const ownSchedule = 'default';

/** A job as the host knows it: its declaration with the configuration applied, as plain data. */
export interface RegisteredJob {
  readonly name: string;
  readonly description: string;
  readonly extension: string;
  readonly tags: readonly string[];
  /** The effective six-field expression, '' for a job that runs only by hand. */
  readonly schedule: string;
  readonly timeZone: string;
  /** The effective default of code and configuration; the operator's word is in the database. */
  readonly enabled: boolean;
  /** Every schedule, the job's own first when it has one; then by name. */
  readonly schedules: readonly NamedSchedule[];
  /** JSON Schema of the parameters' input side, null for a job without parameters. */
  readonly parameters: Readonly<Record<string, unknown>> | null;
  /** What the configuration sets for every run of the job, below what the run itself is given. */
  readonly configuredParameters: Readonly<Record<string, unknown>>;
  readonly timeoutMs: number | null;
  readonly retry: RetryPolicy;
  readonly overlap: Overlap;
  readonly misfire: Misfire;
  /** What the author chose; what is left out follows the schedule (see the clock). */
  readonly clockChange: ClockChange;
  readonly jitterMs: number;
  readonly formerly: readonly string[];
  /** The file that declares the class, relative to the host's directory when inside it. */
  readonly module: string;
}
