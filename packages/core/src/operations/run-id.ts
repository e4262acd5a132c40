import { InfraError } from '../errors/infra-error.js';

/** There is no run with this id. */
export class RunNotFoundError extends InfraError {
  readonly code = 'run_not_found';

  constructor(id: string) {
    super(`there is no run '${id}'`, { hint: '`infra runs list` shows the newest runs' });
  }
}

/** What was given as a run's id cannot be one. */
export class InvalidRunIdError extends InfraError {
  readonly code = 'invalid_value';

  constructor(id: string) {
    super(`a run's id is a whole number, not '${id}'`, { hint: '`infra runs list` shows the ids' });
  }
}

/** Reads a run's id as people write it. @throws {InvalidRunIdError} */
export function parseRunId(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new InvalidRunIdError(text);
}
