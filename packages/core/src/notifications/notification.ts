/** Ways in which one alert is told; what has worked is not tried again. */
export type AlertChannel = 'webhook' | 'command';

/** What an alert says. */
export interface AlertDetails {
  /** Failures in a row, or unresolved ones. */
  readonly failures: number;
  /** The latest error; null where the alert is about many jobs. */
  readonly error: { readonly code: string | null; readonly message: string | null } | null;
  /** The latest runs that failed, ten at most, oldest first. */
  readonly runs: readonly string[];
}

interface Taken {
  readonly id: number;
  readonly jobName: string;
  /** This try included. */
  readonly attempts: number;
  /** Whether an earlier try has failed; one that nobody has heard of again does not count. */
  readonly failedBefore: boolean;
  readonly createdAt: Date;
}

/** A run has ended, and whoever submitted it wants to know. */
export interface RunNotification extends Taken {
  readonly kind: 'run_ended';
  readonly target: { readonly webhook: string } | { readonly command: readonly string[] };
  readonly runId: number;
  /** Null when the run has been removed meanwhile, as all that follows. */
  readonly runStatus: string | null;
  readonly message: string | null;
  readonly durationMs: number | null;
  readonly finishedAt: Date | null;
}

/** An alert was raised. */
export interface AlertNotification extends Taken {
  readonly kind: 'alert';
  /** The channels that are left; null before the first try. */
  readonly target: { readonly left: readonly AlertChannel[] } | null;
  readonly alertId: number;
  readonly alert: 'repeated_failures' | 'unresolved_failures';
  readonly details: AlertDetails;
  readonly raisedAt: Date;
  /** Whether the job is to be disabled, as far as the alert is still open. */
  readonly pausesJob: boolean;
}

/** A job that somebody watches has completed runs. */
export interface PingNotification extends Taken {
  readonly kind: 'ping';
  readonly target: null;
}

/** What is to be told to the outside, taken by this process for a while. */
export type Notification = RunNotification | AlertNotification | PingNotification;
