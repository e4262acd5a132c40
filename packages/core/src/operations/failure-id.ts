import { InfraError } from '../errors/infra-error.js';

/** There is no failure with this id. */
export class FailureNotFoundError extends InfraError {
  readonly code = 'failure_not_found';

  constructor(id: string) {
    super(`there is no failure '${id}'`, { hint: '`infra failures list` shows the failures with their ids' });
  }
}

/** @throws {FailureNotFoundError} for what cannot be the id of a failure. */
export function failureIdOf(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new FailureNotFoundError(text);
  return Number(text);
}
