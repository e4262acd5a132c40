/**
 * The state machine of a run: from which status it may move to which. The type, the SQL guards, the diagram in the
 * documentation and the property test all come from this table.
 */
export const transitions = {
  pending: ['awaiting_approval', 'approved', 'queued', 'failed', 'cancelled'],
  awaiting_approval: ['approved', 'cancelled'],
  approved: ['queued', 'cancelled'],
  queued: ['running', 'cancelled'],
  running: ['completed', 'failed', 'cancelled', 'queued'],
  completed: [],
  failed: [],
  cancelled: [],
} as const satisfies Record<string, readonly string[]>;

export type RunStatus = keyof typeof transitions;

export const runStatuses = Object.keys(transitions) as RunStatus[];

/** A status that nothing leads out of. */
export type FinalStatus = 'completed' | 'failed' | 'cancelled';

export const finalStatuses = runStatuses.filter((status): status is FinalStatus => isFinal(status));

export const unfinishedStatuses = runStatuses.filter((status) => !isFinal(status));

/** The same as statements list them: `'pending', …`. */
export const unfinishedInSql = unfinishedStatuses.map((status) => `'${status}'`).join(', ');

export function isFinal(status: RunStatus): status is FinalStatus {
  return transitions[status].length === 0;
}

export function mayMove(from: RunStatus, to: RunStatus): boolean {
  return (transitions[from] as readonly RunStatus[]).includes(to);
}

/** The words that document 003 prints: `success` for completed; every other status prints as it is stored. */
export type PrintedStatus = Exclude<RunStatus, 'completed'> | 'success';

export function printedStatus(status: RunStatus): PrintedStatus {
  return status === 'completed' ? 'success' : status;
}

/** Reads a status as people write it (`success` and `done` for completed, `processing` for running); null if it is none. */
export function parseStatus(word: string): RunStatus | null {
  if (word === 'success' || word === 'done') return 'completed';
  if (word === 'processing') return 'running';
  return Object.hasOwn(transitions, word) ? (word as RunStatus) : null;
}
