import type { RunStatus } from '../../data/artifacts.js';

/** Whether nothing leads out of this status. */
export function isFinal(status: RunStatus): boolean {
  return status === 'completed' || status === 'failed' || status === 'cancelled';
}

/** Whether a run of this status waits for its price or for leave, so that it can be approved. */
export function isHeld(status: RunStatus): boolean {
  return status === 'awaiting_approval' || status === 'pending';
}
