import type { RunStatus } from '../runs/run-status.js';

/**
 * What happens inside a runtime, as data. Whatever runs emits these and writes no log line itself; one file
 * ({@link describeEvent}) turns them into lines for people.
 */
export type RuntimeEvent =
  | {
      readonly kind: 'runtime_started';
      readonly workerId: number;
      readonly jobs: number;
      readonly database: string;
    }
  | { readonly kind: 'runtime_stopping'; readonly running: number }
  | { readonly kind: 'runtime_stopped' }
  | { readonly kind: 'jobs_synced'; readonly jobs: number; readonly changed: readonly string[] }
  | { readonly kind: 'job_renamed'; readonly from: string; readonly to: string }
  | { readonly kind: 'job_orphaned'; readonly jobName: string }
  | { readonly kind: 'switch_expired'; readonly jobName: string; readonly enabled: boolean }
  | {
      readonly kind: 'ticked';
      readonly enqueued: number;
      readonly moved: number;
      readonly latenessMs: number;
    }
  | {
      readonly kind: 'run_started';
      readonly runId: number;
      readonly jobName: string;
      readonly attempt: number;
    }
  | {
      readonly kind: 'run_settled';
      readonly runId: number;
      readonly jobName: string;
      readonly attempt: number;
      readonly status: RunStatus;
      readonly durationMs: number;
      readonly message: string | null;
      readonly retryInMs: number | null;
    }
  /** A combined run has been handed over to its phases. */
  | {
      readonly kind: 'phases_begun';
      readonly runId: number;
      readonly jobName: string;
      readonly attempt: number;
    }
  | {
      readonly kind: 'late_result_refused';
      readonly runId: number;
      readonly jobName: string;
      readonly attempt: number;
    }
  | {
      readonly kind: 'run_rescued';
      readonly runId: number;
      readonly jobName: string;
      readonly status: RunStatus;
      readonly workerId: number;
    }
  | {
      readonly kind: 'slots_recounted';
      /** Jobs and queues whose count of running runs was wrong. */
      readonly jobs: readonly string[];
      readonly queues: readonly string[];
    }
  | {
      readonly kind: 'estimate_failed';
      readonly runId: number;
      readonly jobName: string;
      readonly reason: string;
    }
  /** A run waits for somebody's leave. */
  | {
      readonly kind: 'run_held';
      readonly runId: number;
      readonly jobName: string;
      readonly because: string;
    }
  /** A run was approved without asking anybody, or had its leave when it was submitted. */
  | { readonly kind: 'run_approved'; readonly runId: number; readonly jobName: string; readonly by: string }
  /** Nobody approved a run in time; it is cancelled. */
  | { readonly kind: 'approval_expired'; readonly runId: number; readonly jobName: string }
  /** Runs were submitted because others have completed. */
  | { readonly kind: 'followers_submitted'; readonly queues: readonly string[] }
  /** The end of combined runs is to be decided: their last phase has ended, or one did not complete. */
  | { readonly kind: 'phases_ended'; readonly runIds: readonly number[] }
  /** Something is to be told to the outside. */
  | { readonly kind: 'notifications_queued' }
  | {
      readonly kind: 'alert_raised';
      readonly alert: 'repeated_failures' | 'unresolved_failures';
      /** Null where it is about the whole system. */
      readonly jobName: string | null;
      readonly failures: number;
      readonly message: string | null;
    }
  | {
      readonly kind: 'alert_cleared';
      readonly alert: 'repeated_failures' | 'unresolved_failures';
      readonly jobName: string | null;
    }
  | { readonly kind: 'job_paused'; readonly jobName: string; readonly reason: string }
  | {
      readonly kind: 'notification_failed';
      readonly notification: 'run_ended' | 'alert' | 'ping';
      readonly jobName: string | null;
      /** From 1. */
      readonly attempt: number;
      readonly reason: string;
      /** Null when it was the last try. */
      readonly retryInMs: number | null;
    }
  /** The dashboard or the REST API has refused a request. */
  | {
      readonly kind: 'request_refused';
      /** As the answer has it: `forbidden`, `host_not_allowed` … */
      readonly code: string;
      readonly method: string;
      /** Percent-encoded, without its query. */
      readonly path: string;
      /** Null where it is not known. */
      readonly address: string | null;
      /** Null for nobody who is known. */
      readonly name: string | null;
    }
  /** So many more requests were refused than there are events of. */
  | { readonly kind: 'refusals_untold'; readonly count: number }
  | {
      readonly kind: 'logged_in';
      readonly name: string;
      readonly role: string;
      readonly address: string | null;
    }
  | { readonly kind: 'logged_out'; readonly name: string }
  | { readonly kind: 'worker_declared_dead'; readonly workerId: number }
  | { readonly kind: 'database_lost'; readonly where: string; readonly reason: string }
  /** Told by {@link EventStream} to a reader who was too slow for so many events. */
  | { readonly kind: 'events_dropped'; readonly count: number }
  | { readonly kind: 'fault'; readonly where: string; readonly error: unknown };

/** Takes events; it must return at once and never throw. */
export type Emit = (event: RuntimeEvent) => void;
