import { InfraError } from '../errors/infra-error.js';
import type { RunStatus } from '../runs/run-status.js';
import type { ShownProgress } from './shown-run.js';

/** How a watched run is now. */
export interface RunChange {
  readonly id: string;
  readonly status: RunStatus;
  /** Number of the current or last try, 0 before the first. */
  readonly attempt: number;
  readonly progress: ShownProgress;
}

export interface WatchRunInput {
  /** A shell run may be named by its name, too. */
  readonly id: string;
  /** Where the caller is, for a name; the host's directory by default. */
  readonly directory?: string | undefined;
  /** Told how the run is at first, and whenever that is another. */
  readonly onChange: (change: RunChange) => void;
  /** Aborted by Ctrl-C: the run goes on, and the promise rejects with {@link WatchEndedError}. */
  readonly signal: AbortSignal;
}

/** The caller stopped watching; the run goes on. */
export class WatchEndedError extends InfraError {
  readonly code = 'interrupted';
}

/** What a caller who stopped watching is told: that the run goes on, and the way back. */
export function watchEnded(id: string, command: string): WatchEndedError {
  return new WatchEndedError(`stopped watching; run ${id} goes on`, {
    hint: `\`${command}\` watches it again`,
  });
}
