import { reasonOf } from '../files/reason-of.js';

/** The output directory cannot be written; every file in it is whole, old or new. */
export class PublishInterruptedError extends Error {
  override readonly name = 'PublishInterruptedError';

  constructor(directory: string, cause: unknown) {
    super(`cannot publish to ${directory}: ${reasonOf(cause)}`, { cause });
  }
}
