import type { JobName } from '@infra/traits';
import { InfraError } from '../errors/infra-error.js';
import type { RunQuery } from '../runs/read/list-runs.js';
import { parseStatus, type RunStatus, unfinishedStatuses } from '../runs/run-status.js';

/** Which unfinished runs to list; what is left out does not filter. */
export interface ActiveFilter {
  readonly subject?: string;
  readonly client?: string;
  readonly job?: JobName;
  /** Runs at most, from 1 to 10,000; 1,000 by default. */
  readonly limit?: number;
}

/** Which runs of the last days to list; what is left out does not filter. */
export interface HistoryFilter extends Omit<ActiveFilter, 'limit'> {
  readonly status?: RunStatus;
  /** Runs at most, from 1 to 10,000; 50 by default. */
  readonly limit?: number;
  /** Those that were asked for in the last so many days, or parts of one; above 0 and at most 36,500, 7 by default. */
  readonly maxAgeDays?: number;
}

/** A filter of runs has a value that it cannot have. */
export class InvalidRunFilterError extends InfraError {
  readonly code = 'invalid_value';
}

const mostRuns = 10_000;
const mostDays = 36_500;
const dayMs = 24 * 60 * 60_000;

/** @throws {InvalidRunFilterError} */
export function readActiveFilter({ limit = 1_000, ...filter }: ActiveFilter): RunQuery {
  return { statuses: unfinishedStatuses, limit: readLimit(limit), ...readNames(filter) };
}

/**
 * @param now by the process's clock, in milliseconds.
 * @throws {InvalidRunFilterError}
 */
export function readHistoryFilter(filter: HistoryFilter, now: number): RunQuery {
  const { limit = 50, maxAgeDays = 7, status } = filter;
  if (!(typeof maxAgeDays === 'number' && maxAgeDays > 0 && maxAgeDays <= mostDays))
    throw new InvalidRunFilterError(
      `maxAgeDays is a number above 0, at most ${mostDays}, not ${JSON.stringify(maxAgeDays)}`,
    );
  return {
    limit: readLimit(limit),
    since: new Date(now - maxAgeDays * dayMs),
    ...(status === undefined ? {} : { statuses: [readStatus(status)] }),
    ...readNames(filter),
  };
}

function readLimit(limit: number): number {
  if (Number.isInteger(limit) && limit >= 1 && limit <= mostRuns) return limit;
  throw new InvalidRunFilterError(
    `limit is a whole number from 1 to ${mostRuns}, not ${JSON.stringify(limit)}`,
  );
}

function readStatus(word: string): RunStatus {
  const status = parseStatus(word);
  if (status !== null) return status;
  throw new InvalidRunFilterError(`status is one of a run, not ${JSON.stringify(word)}`);
}

function readNames({ subject, client, job }: ActiveFilter) {
  return {
    ...(subject === undefined ? {} : { subject }),
    ...(client === undefined ? {} : { clientId: client }),
    ...(job === undefined ? {} : { jobName: job }),
  };
}
