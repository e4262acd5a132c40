import type { ClockChange, Misfire, Overlap } from '@infra/traits';

/** A job's retry policy with every default filled in; times in milliseconds. */
export interface RetryPolicy {
  readonly maxAttempts: number;
  readonly kind: 'fixed' | 'linear' | 'exponential';
  readonly firstMs: number;
  readonly factor: number;
  readonly capMs: number;
  /** Share of the wait that is random, 0 to 1. */
  readonly jitter: number;
  /** Errors that alone are tried again; null: all. */
  readonly retryOn: readonly string[] | null;
  readonly giveUpOn: readonly string[];
}

/** A token bucket: starts a second on average, and starts at once after a quiet time. */
export interface StartRate {
  readonly perSecond: number;
  readonly burst: number;
}

/** Whether a job's runs need leave; the amount as decimal digits, in the host's currency. */
export type ApprovalRule = 'auto' | 'required' | { readonly above: string };

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

/** A phase of a combined job, without its parameters: they may be a function, which is in the code. */
export interface RegisteredPhase {
  readonly name: string;
  readonly job: string;
  /** In percent. */
  readonly weight: number;
}

/** Where a job belongs among the steps of a chain: jobs that come before it and after it, where a chain has both. */
export interface RegisteredPlace {
  readonly after: readonly string[];
  readonly before: readonly string[];
}

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
  /** Runs at once in the whole cluster; null for no limit. */
  readonly concurrency: number | null;
  readonly rate: StartRate | null;
  readonly queue: string;
  readonly priority: number;
  /** The parameter that says what a run works on; null where none does. */
  readonly subject: string | null;
  readonly conflictGroup: string;
  /** Jobs whose completed runs each submit a run of this one. */
  readonly after: readonly string[];
  readonly isolation: 'none' | 'process';
  readonly cancelGraceMs: number;
  readonly alert: { readonly after: number; readonly pause: boolean };
  /** What code and configuration say; the operator's word is in the database. */
  readonly approval: ApprovalRule;
  /** Whether its class prices a run before it is queued. */
  readonly estimates: boolean;
  /** Whether its class checks what a run is to be given, beside its schema, when somebody submits one. */
  readonly checks: boolean;
  readonly formerly: readonly string[];
  /** Of a combined job, in their order; null for any other. */
  readonly phases: readonly RegisteredPhase[] | null;
  /** Whether its runs keep a checkpoint. */
  readonly resumable: boolean;
  /** Null where it belongs anywhere; false for a job that is no step of chains. */
  readonly chain: RegisteredPlace | false | null;
  /** The file that declares the class, relative to the host's directory when inside it. */
  readonly module: string;
}

/** Whether a job's runs are priced or need leave before they are queued; those of other jobs are queued at once. */
export function isGated(job: Pick<RegisteredJob, 'approval' | 'estimates'>): boolean {
  return job.approval !== 'auto' || job.estimates;
}

/** Whether every run of a job waits for a slot or a token. */
export function isLimited(job: Pick<RegisteredJob, 'concurrency' | 'rate'>): boolean {
  return job.concurrency !== null || job.rate !== null;
}

/** Whether a job's scheduled runs do: overlap `queue` and `cancel-running` are a limit of one. */
export function isLimitedWhenScheduled(
  job: Pick<RegisteredJob, 'concurrency' | 'rate' | 'overlap'>,
): boolean {
  return isLimited(job) || job.overlap === 'queue' || job.overlap === 'cancel-running';
}
