import type { Style } from '../paint.js';

/** How a run's status is set apart. */
export function statusStyle(status: string | null): Style | null {
  if (status === 'success' || status === 'completed') return 'green';
  if (status === 'failed') return 'red';
  if (status === 'cancelled') return 'yellow';
  return status === 'running' ? 'cyan' : null;
}
