import { didYouMean } from '../config/nearest-name.js';
import { InfraError } from '../errors/infra-error.js';
import { parseStatus, printedStatus, type RunStatus, runStatuses } from '../runs/run-status.js';

/** A word that is no status of a run. */
class UnknownStatusError extends InfraError {
  readonly code = 'invalid_value';

  constructor(word: string) {
    const words = runStatuses.map(printedStatus);
    super(`there is no status '${word}'${didYouMean(word, words)}`, {
      hint: `a status is one of ${words.join(', ')}`,
    });
  }
}

/** A status that is not the end of a run, where only finished runs are meant. */
export class UnfinishedStatusError extends InfraError {
  readonly code = 'invalid_value';

  constructor(status: RunStatus) {
    super(`'${status}' is not a status of a finished run`, {
      hint: 'give one of completed, failed, cancelled',
    });
  }
}

/** A word that names no group of runs. */
class UnknownFilterError extends InfraError {
  readonly code = 'invalid_value';

  constructor(word: string) {
    super(`there is no filter '${word}'${didYouMean(word, filterWords)}`, {
      hint: `a filter is one of ${filterWords.join(', ')}`,
    });
  }
}

/** Reads a status as people write it. @throws {UnknownStatusError} */
export function statusOf(word: string): RunStatus {
  const status = parseStatus(word);
  if (status === null) throw new UnknownStatusError(word);
  return status;
}

/** The groups of document 000: `pending` waits for leave, `approved` has it and is not over. */
const groups = {
  pending: ['pending', 'awaiting_approval'],
  approved: ['approved', 'queued', 'running'],
  active: ['running'],
  processing: ['running'],
  done: ['completed'],
  failed: ['failed'],
  cancelled: ['cancelled'],
} as const satisfies Record<string, readonly RunStatus[]>;

/** The words that `runs list` takes as a filter. */
const filterWords = Object.keys(groups);

/** The statuses that a filter word stands for. @throws {UnknownFilterError} */
export function statusesOfFilter(word: string): readonly RunStatus[] {
  if (Object.hasOwn(groups, word)) return groups[word as keyof typeof groups];
  throw new UnknownFilterError(word);
}
