import { InfraError } from '../errors/infra-error.js';

/** There is no run with this id: it never existed, or it was removed with the history it belongs to. */
export class RunNotFoundError extends InfraError {
  readonly code = 'run_not_found';
  /** As it was asked for. */
  readonly runId: string;

  constructor(runId: string) {
    super(`there is no run '${runId}'`, { hint: '`infra runs list` shows the runs with their ids' });
    this.runId = runId;
  }
}

/**
 * Reads a run's id, as it is printed.
 * @throws {RunNotFoundError} for a text that is no run's id: no run has it.
 */
export function parseRunId(text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw new RunNotFoundError(text);
}
