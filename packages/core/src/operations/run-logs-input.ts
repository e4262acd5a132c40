import type { ShownLogLine } from '../artifacts/run-logs.js';

/** Which part of a run's log is wanted, and whom to tell. */
export interface ReadRunLogsInput {
  /** A shell run may be named by its name, too. */
  readonly id: string;
  /** Where the caller is, for a name; the host's directory by default. */
  readonly directory?: string | undefined;
  /** The last so many lines; all by default. */
  readonly tail?: number | undefined;
  /** Only lines behind the one with this id; not beside `tail`, and nothing for shell runs. */
  readonly after?: number | undefined;
  /** Lines written at this moment or later. */
  readonly since?: Date | undefined;
  /** Only what went wrong: lines of the levels `warn` and `error`. */
  readonly stderr?: boolean | undefined;
  /** Goes on with what comes until the run is final; false by default. */
  readonly follow?: boolean | undefined;
  /** Told of the lines as they are read, some at a time. */
  readonly onLines?: ((lines: readonly ShownLogLine[]) => void) | undefined;
  /** Told, instead of the lines, of what a shell run has printed, as it printed it; runs of jobs have none. */
  readonly onBytes?: ((bytes: Uint8Array) => Promise<void>) | undefined;
  /** Aborted by Ctrl-C: the run goes on, and following it rejects with {@link WatchEndedError}. */
  readonly signal: AbortSignal;
}
