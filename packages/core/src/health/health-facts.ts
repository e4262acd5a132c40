/** A worker process that has not taken leave. */
export interface WorkerFact {
  readonly id: number;
  readonly kind: string;
  readonly host: string;
  readonly pid: number;
  /** Since its last heartbeat. */
  readonly silentMs: number;
  readonly stopping: boolean;
  readonly jobNames: readonly string[];
  /** Null for all. */
  readonly queues: readonly string[] | null;
}

/** Queued runs of one job in one queue that could be claimed now. */
export interface WaitingFact {
  readonly jobName: string;
  readonly queue: string;
  readonly runs: number;
  readonly oldestMs: number;
}

/** What schedules and the processes that serve them look like. */
export interface ScheduleFacts {
  readonly workers: readonly WorkerFact[];
  /** Schedules that wait for an occurrence. */
  readonly scheduled: number;
  /** Schedules that are past their moment by more than the tolerance; the latest few by name. */
  readonly overdue: { readonly total: number; readonly worst: readonly OverdueFact[] };
  /** Every job that has a row. */
  readonly storedJobs: readonly string[];
  readonly orphaned: readonly { readonly jobName: string; readonly forMs: number }[];
  /** Jobs whose schedules do not go by their switch. */
  readonly astray: readonly string[];
  /** Jobs whose alert is reached. */
  readonly failing: readonly FailingFact[];
  readonly pauses: readonly PauseFact[];
}

export interface OverdueFact {
  readonly jobName: string;
  readonly schedule: string;
  readonly lateMs: number;
}

export interface FailingFact {
  readonly jobName: string;
  readonly failures: number;
  readonly lastError: string | null;
}

export interface PauseFact {
  /** A queue, or `*` for everything. */
  readonly scope: string;
  readonly actor: string;
  readonly reason: string | null;
  readonly forMs: number;
}

/** What runs and what follows them look like. */
export interface RunFacts {
  readonly waiting: readonly WaitingFact[];
  /** Running runs whose worker is dead and which nobody has rescued. */
  readonly held: { readonly total: number; readonly runs: readonly HeldFact[] };
  /** The longest running runs of live workers. */
  readonly running: readonly RunningFact[];
  /** Runs that wait for leave, the one that has waited for longest. */
  readonly approvals: {
    readonly total: number;
    readonly oldest: {
      readonly runId: number;
      readonly jobName: string;
      readonly forMs: number;
      /** Until it is cancelled; null where that is not known. */
      readonly expiresInMs: number | null;
    } | null;
  };
  readonly unresolvedFailures: number;
  /** Counters that do not say how many runs hold a slot. */
  readonly counters: readonly CounterFact[];
  readonly notifications: { readonly late: number; readonly abandoned: number };
}

export interface HeldFact {
  readonly runId: number;
  readonly jobName: string;
  readonly workerId: number;
  /** Since its worker's last heartbeat; null when nothing is known of the worker any more. */
  readonly silentMs: number | null;
}

export interface RunningFact {
  readonly runId: number;
  readonly jobName: string;
  readonly runningMs: number;
  /** Of the last completed runs of the job; null when there are fewer than ten. */
  readonly p95Ms: number | null;
}

export interface CounterFact {
  readonly kind: 'job' | 'queue';
  readonly name: string;
  readonly counter: number;
  readonly running: number;
}

/** What the server says of itself. */
export interface ServerFacts {
  /** Such as 150014. */
  readonly versionNumber: number;
  readonly version: string;
  /** Of this database. */
  readonly sizeBytes: number;
  readonly maxConnections: number;
  /** Of all databases of the server. */
  readonly connections: number;
  /** The transaction of this database that has been open for longest; null when there is none but this. */
  readonly oldestTransaction: {
    readonly pid: number;
    readonly application: string;
    readonly state: string;
    readonly forMs: number;
  } | null;
  /** Rows of runs that were replaced or removed and wait for vacuum, as far as the server has counted. */
  readonly deadRuns: number;
}

/** The two clocks that are compared. */
export interface ClockFacts {
  /** The database's clock minus this process's, in milliseconds, and what the measurement may be wrong by. */
  readonly offsetMs: number;
  readonly errorMs: number;
}
