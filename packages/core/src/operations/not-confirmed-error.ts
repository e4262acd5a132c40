import { InfraError } from '../errors/infra-error.js';

/** Who was asked did not want it. */
export class NotConfirmedError extends InfraError {
  readonly code = 'operation_failed';
}
