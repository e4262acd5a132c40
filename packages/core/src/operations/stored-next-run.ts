import type { JobSwitchState } from '../jobs/job-store.js';

/** A moment that has passed by less is being served right now. */
const servedWithinMs = 5_000;

/**
 * The next occurrence that the schedulers have written down, or null where it tells nothing: it was never written, or
 * it has passed because no scheduler runs.
 */
export function storedNextRun(state: JobSwitchState | null | undefined, now: Date): Date | null {
  const next = state?.nextRun ?? null;
  return next !== null && next.getTime() > now.getTime() - servedWithinMs ? next : null;
}
