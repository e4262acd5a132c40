/**
 * Whether the words with which a start was refused say that another server has the lock: one that is about to start, down
 * to the moment at which it has made its lock file and not yet written it, or the last processes of one that was killed.
 * @param said by `pg_ctl` and in the server's log, in English: the cluster has no locale.
 */
export function lockHeld(said: string): boolean {
  return refusals.some((refusal) => refusal.test(said));
}

const refusals = [
  /lock file ".*" already exists/,
  /(lock|PID) file ".*" is empty/,
  /(bogus data in lock|invalid data in PID) file ".*"/,
  /shared memory block .* still in use/,
];
