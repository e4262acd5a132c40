/** What a worker has to heed when it claims. */
export interface ClaimScope {
  /** The queues that it serves, by name. */
  readonly queues: readonly string[];
  /** Whether one of them has a width, or one of its jobs a limit. */
  readonly counted: boolean;
}
