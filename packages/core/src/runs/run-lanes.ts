import type { RunStatus } from './run-status.js';

const waiting = ['pending', 'awaiting_approval', 'approved'] as const satisfies readonly RunStatus[];

// The parts of the partial indexes: whatever the statistics say, none of these is looked for in the history.
/** The conditions that together find every run that a worker could claim now. */
export const readyLanes = [
  `status = 'queued' and ready and not limited and reserved_for is null`,
  `status = 'queued' and ready and limited and reserved_for is null`,
  `status = 'queued' and ready and reserved_for is not null`,
];

const queuedLanes = [...readyLanes, `status = 'queued' and not ready`];

/** The conditions that together find every run with these unfinished statuses, each by an index of its own. */
export function lanesOf(statuses: readonly RunStatus[]): string[] {
  const beforeQueue = waiting.filter((status) => statuses.includes(status));
  return [
    ...beforeQueue.map((status) => `status = '${status}'`),
    ...(statuses.includes('queued') ? queuedLanes : []),
    ...(statuses.includes('running') ? [`status = 'running'`] : []),
  ];
}
