import { InfraError } from '../errors/infra-error.js';

/** Which finished run is to be made again. */
export interface RetryRunInput {
  /** A shell run may be named by its name, too. */
  readonly id: string;
  /** Whether it continues from the checkpoint of the old run; false by default, and not for shell runs. */
  readonly resume?: boolean | undefined;
  /** Where the caller is, for a name; the host's directory by default. */
  readonly directory?: string | undefined;
  /** The caller's environment, for what a shell run did not store; the process's by default. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
  /** Sentences for people about what may keep the run waiting. */
  readonly note?: (sentence: string) => void;
}

/** The run cannot be made again now: it is not finished, or somebody else was quicker. */
export class RunNotRetriedError extends InfraError {
  readonly code = 'operation_failed';
}
