/** The numbers of a retry policy that the delay depends on, in milliseconds. */
export interface Backoff {
  readonly kind: 'fixed' | 'linear' | 'exponential';
  readonly firstMs: number;
  readonly factor: number;
  readonly capMs: number;
  /** Share of the wait that is random, 0 to 1. */
  readonly jitter: number;
}

/**
 * Milliseconds to wait after failure number `failures` (1 for the first): `first`, `first × failures` or
 * `first × factor^(failures − 1)`, at most the cap, spread evenly over ± jitter. `random` is from 0 to 1.
 */
export function retryDelay(backoff: Backoff, failures: number, random: number): number {
  const wait = Math.min(backoff.capMs, backoff.firstMs * growth(backoff, failures));
  return Math.round(wait * (1 + backoff.jitter * (2 * random - 1)));
}

function growth({ kind, factor }: Backoff, failures: number): number {
  switch (kind) {
    case 'fixed':
      return 1;
    case 'linear':
      return failures;
    case 'exponential':
      return factor ** (failures - 1);
  }
}
