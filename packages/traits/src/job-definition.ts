import type { z } from 'zod';
import type { ChainPlace } from './chain.js';
import type { Approval } from './cost.js';
import type { Duration } from './duration.js';
import type { SixFieldCron } from './six-field-cron.js';
import type { SubjectParameter } from './subject-parameter.js';

/**
 * What happens to an occurrence that is due while an earlier run of the same schedule is unfinished; runs by hand do not
 * count. With `queue` and `cancel-running` one scheduled run of the job runs at a time, whichever schedule asked for it.
 */
export type Overlap = 'skip' | 'queue' | 'allow' | 'cancel-running';

/** What happens to occurrences whose moment passed while nothing served them (later than five seconds). */
export type Misfire = 'run-once' | 'skip' | { readonly runAll: number };

/** What happens to occurrences in the hour that a clock change leaves out or repeats. */
export interface ClockChange {
  /**
   * `next`: at the first instant after the gap; a schedule by the hour (hour field `*` or `*\/n`) loses no hour and simply
   * goes on. `skip`: not at all.
   */
  readonly missing?: 'next' | 'skip';
  /** `first`: once. `both`: in each of the two hours. */
  readonly repeated?: 'first' | 'both';
}

/** When and how often a failed attempt is tried again. */
export interface Retry {
  /** How often a run may fail before it is failed for good, from 1 (no retry) to 100. */
  readonly maxAttempts: number;
  /**
   * Waiting time after failure n, at most the cap, spread by ± jitter: `fixed`: first; `linear`: first × n;
   * `exponential`: first × factor^(n − 1).
   */
  readonly backoff?: {
    /** `exponential` by default. */
    readonly kind?: 'fixed' | 'linear' | 'exponential';
    /** After the first failure; 10 s by default. */
    readonly first?: Duration;
    /** Of an exponential backoff: 2 by default, from 1 to 10. */
    readonly factor?: number;
    /** The longest wait; 1 h by default. */
    readonly cap?: Duration;
    /** The share of the wait that is random, from 0 to 1; 0.1 by default. */
    readonly jitter?: number;
  };
  /**
   * Only these errors are tried again, by the name of their class (or of one it extends) or by their `code`; `timeout` and
   * `job_failed` (a result that is a failure) are codes too. Left out: every error is.
   */
  readonly retryOn?: readonly string[];
  /** These errors are never tried again; it wins over `retryOn`. */
  readonly giveUpOn?: readonly string[];
}

/** How many runs of a job may start in a time, in the whole cluster. */
export interface Rate {
  /** Starts per `per`. */
  readonly limit: number;
  /** One second by default. */
  readonly per?: Duration;
  /** Starts at once after a quiet time; `limit` by default. */
  readonly burst?: number;
}

/** What happens when a job fails again and again. */
export interface Alert {
  /** Failed runs in a row that raise the alert, from 1 to 1000; 3 by default. */
  readonly after?: number;
  /** Whether the alert also disables the job's schedules, until `infra jobs enable`; false by default. */
  readonly pause?: boolean;
}

/** What `@Job` is told about a job. */
export interface JobDefinition<
  Cron extends string,
  Schema extends z.ZodType,
  State extends z.ZodType = z.ZodUnknown,
> {
  /** Unique in the host; snake_case, at most 100 characters. */
  readonly name: string;
  /** One sentence for people. */
  readonly description?: string;
  /** Six fields: second minute hour day-of-month month day-of-week. Left out: the job runs only by hand. */
  readonly schedule?: SixFieldCron<Cron>;
  /** True by default. An operator's word (`infra jobs enable|disable`) wins over it. */
  readonly enabled?: boolean;
  /** IANA name, UTC by default. */
  readonly timeZone?: string;
  /** For `jobs list --tag` and `jobs run --tag`. */
  readonly tags?: readonly string[];
  /** A zod object schema: what is passed to a run is validated by it before the run exists. */
  readonly parameters?: Schema;
  /** The longest an attempt may take; none by default. */
  readonly timeout?: Duration;
  /** One attempt by default: retries are explicit. */
  readonly retry?: Retry;
  /** `skip` by default. */
  readonly overlap?: Overlap;
  /** `run-once` by default. */
  readonly misfire?: Misfire;
  /** `missing: 'next'`; `repeated: 'both'` where the hour field is `*` or `*\/n`, else `'first'`. */
  readonly clockChange?: ClockChange;
  /** A scheduled run starts up to this much later, the same delay for one occurrence on every host. */
  readonly jitter?: Duration;
  /** Runs of this job at once in the whole cluster, from 1 to 10 000; no limit by default. */
  readonly concurrency?: number;
  /** How many runs may start in a time, in the whole cluster; no limit by default. */
  readonly rate?: Rate;
  /** The queue that its runs wait in; `default` by default. A worker may serve some queues only. */
  readonly queue?: string;
  /** From -1000 to 1000, 0 by default; what is higher goes first within its queue. */
  readonly priority?: number;
  /**
   * The parameter that says what a run works on (its subject), a text or a number: at most one unfinished run for it in the
   * job's {@link conflictGroup}, whoever submits the second. It counts as it is given, before the schema transforms it; its
   * default when it is left out. Without a value, and without this, a run has no subject but the one it is submitted with.
   */
  readonly subject?: SubjectParameter<NoInfer<Schema>>;
  /** Jobs of one group never have two unfinished runs for the same subject; the extension's name by default. */
  readonly conflictGroup?: string;
  /** Jobs whose completed runs each submit a run of this one. */
  readonly after?: readonly string[];
  /** `process`: each attempt in a child process, which a forced cancel or a timeout really kills; `none` by default. */
  readonly isolation?: 'none' | 'process';
  /** What a cancelled or timed-out attempt gets to end by itself; 5 s by default. */
  readonly cancelGrace?: Duration;
  /** When repeated failures raise an alert, and whether they pause the job. */
  readonly alert?: Alert;
  /**
   * Whether runs keep a checkpoint (`context.checkpoint`): a zod schema of its state, or `true` for any JSON. Left out:
   * they keep none.
   */
  readonly resumable?: true | State;
  /**
   * Whether its runs need leave before they are queued; `auto` by default. `{ above }` wants a method
   * `estimate(parameters, context)` of the class, which prices a run.
   */
  readonly approval?: Approval;
  /** Where it belongs among the steps of a chain; false: it is no step of any. Anywhere by default. */
  readonly chain?: ChainPlace | false;
  /** Earlier names of this job: their history and the operator's settings carry over. */
  readonly formerly?: readonly string[];
}
