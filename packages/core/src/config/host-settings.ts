import type { JobOverride } from './job-override.js';

/** An extension that the host uses. */
export interface ExtensionReference {
  /** A package name, or a path relative to the host's directory. */
  readonly use: string;
  /** As the host wrote it, undefined when it wrote nothing; the extension's own schema has not seen it. */
  readonly configuration: unknown;
}

export interface DatabaseSettings {
  /** What the configuration says, or null; it may hold a password. */
  readonly url: string | null;
  /** Whether a program may migrate the configured database by itself. */
  readonly migrate: 'auto' | 'manual';
  readonly preparedStatements: boolean;
  /** Connections of a process. */
  readonly poolSize: number;
  /** Whether processes may LISTEN for hints; without it they only poll. */
  readonly listen: boolean;
}

export interface WorkerSettings {
  /** Runs at once in a process. */
  readonly concurrency: number;
  readonly graceMs: number;
  readonly leaseMs: number;
  readonly heartbeatMs: number;
  /** The queues that this process serves; null for all. */
  readonly queues: readonly string[] | null;
  /** A run that took so many workers with it fails for good. */
  readonly maxLost: number;
}

/** Whom alerts and completed runs are told to; it may hold secrets and is never written to the job index. */
export interface AlertSettings {
  readonly webhook: string | null;
  readonly command: readonly string[] | null;
  /** Unresolved failures above which an alert is raised. */
  readonly unresolved: number;
  /** URLs by job. */
  readonly pings: Readonly<Record<string, string>>;
}

/** How long, in milliseconds, and how much of what is over is kept. */
export interface RetentionSettings {
  readonly runsMs: number;
  readonly logsMs: number;
  readonly skipsMs: number;
  readonly auditMs: number;
  /** The newest so many runs; null for no limit. */
  readonly maxRuns: number | null;
  /** Log lines of one run. */
  readonly logLines: number;
}

/** What things cost here. Every amount is decimal digits: a binary number could not say it exactly. */
export interface CostSettings {
  /** ISO 4217. */
  readonly currency: string;
  /** Unit prices by component. */
  readonly prices: Readonly<Record<string, string>>;
  /** What may be approved in a day without asking anybody, by job. */
  readonly jobBudgets: Readonly<Record<string, string>>;
  /** By client. */
  readonly clientBudgets: Readonly<Record<string, string>>;
  /** Where the day of a budget begins. */
  readonly timeZone: string;
}

export interface ApprovalSettings {
  /** A run that nobody has approved for so long is cancelled. */
  readonly expireAfterMs: number;
}

/** A host's configuration with every default filled in and durations in milliseconds. */
export interface HostSettings {
  readonly extensions: readonly ExtensionReference[];
  readonly database: DatabaseSettings;
  /** As the host wrote it; the registry's jobs have it applied. */
  readonly jobs: Readonly<Record<string, JobOverride>>;
  readonly worker: WorkerSettings;
  readonly retention: RetentionSettings;
  readonly alerts: AlertSettings;
  readonly costs: CostSettings;
  readonly approvals: ApprovalSettings;
}
