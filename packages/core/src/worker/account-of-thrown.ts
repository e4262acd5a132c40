import { type Verdict, verdictOf } from '@infra/traits';
import { namesOfThrown } from '../retry/retry-rules.js';
import { describeThrown } from './describe-thrown.js';

/** What is known of something that a job threw: plain data, which another process can send. */
export interface ThrownAccount {
  /** `process_exited`: a job's own process ended without a result. */
  readonly code: 'job_threw' | 'process_exited';
  readonly message: string;
  readonly stack?: string;
  /** What retry rules may call it: its classes, its `name`, its `code`. */
  readonly names: readonly string[];
  /** What the job says of its run by throwing it. */
  readonly verdict: Verdict | null;
}

/** An attempt failed in another process; its account came from there. */
export class FailedElsewhereError extends Error {
  override readonly name = 'FailedElsewhereError';
  readonly account: ThrownAccount;

  constructor(account: ThrownAccount) {
    super(account.message);
    this.account = account;
  }
}

/** The account of whatever a job threw; never throws itself. */
export function accountOfThrown(thrown: unknown): ThrownAccount {
  if (thrown instanceof FailedElsewhereError) return thrown.account;
  return {
    code: 'job_threw',
    ...describeThrown(thrown),
    names: quietly(() => namesOfThrown(thrown), []),
    verdict: quietly(() => verdictOf(thrown), null),
  };
}

/** A getter of something thrown may throw in its turn. */
function quietly<Value>(read: () => Value, otherwise: Value): Value {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
