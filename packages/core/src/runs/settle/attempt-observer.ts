import type { ClaimedRun } from '../run.js';
import type { RunStatus } from '../run-status.js';

/** What was recorded of an attempt; null when the run was no longer this worker's. */
export type Recorded = {
  readonly status: RunStatus;
  readonly retryInMs: number | null;
  /** Of the error it ended with; null when it completed or was given back. */
  readonly code: string | null;
} | null;

/** Stands around every attempt of a worker, from its claim to its record. */
export interface AttemptObserver {
  /** Calls `attempt` once, at once, and returns what it returns. */
  observe(run: ClaimedRun, attempt: () => Promise<Recorded>): Promise<Recorded>;
  /** Called within an attempt that has succeeded, before that is recorded and anything follows from it; never rejects. */
  completing(run: ClaimedRun): Promise<void>;
}
