import { InfraError } from '../errors/infra-error.js';

/** A reason has more characters than are kept. */
class ReasonTooLongError extends InfraError {
  readonly code = 'invalid_value';

  constructor(length: number) {
    super(`a reason has at most ${longestReason} characters, not ${length}`);
  }
}

/** Characters: heartbeats carry the reasons of cancels, and they are to stay small. */
const longestReason = 500;

/** @throws {ReasonTooLongError} */
export function checkReason(reason: string | undefined): void {
  if (reason !== undefined && reason.length > longestReason) throw new ReasonTooLongError(reason.length);
}
