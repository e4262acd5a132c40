import { isGated, type RegisteredJob } from '../../registry/registered-job.js';

/** The status that a run is stored with. */
export type RunBeginning = 'pending' | 'queued';

/**
 * How a run begins: `pending` until it is priced and has leave, or at once in the queue.
 * @param approvedBy whoever approved it by submitting it; where nothing has to be priced first that is leave enough.
 */
export function beginningOf(
  job: Pick<RegisteredJob, 'approval' | 'estimates'>,
  approvedBy: string | null,
): RunBeginning {
  if (!isGated(job)) return 'queued';
  return approvedBy !== null && !job.estimates ? 'queued' : 'pending';
}
