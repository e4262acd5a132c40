import { DoNotRetry } from '@infra/traits';

/** An import has no list that it could work on; another try would end the same way. */
export class ListUnusableError extends DoNotRetry {
  override readonly name = 'ListUnusableError';
}
