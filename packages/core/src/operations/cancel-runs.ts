import type { Artifact } from '../artifacts/artifact.js';
import type { RunCancellation } from '../artifacts/run-cancellation.js';
import { didYouMean } from '../config/nearest-name.js';
import type { Database } from '../database/database.js';
import { InfraError } from '../errors/infra-error.js';
import { endInLine } from '../combined/end-in-line.js';
import { cancelRuns as cancel, type Cancellation, statusesOfRuns } from '../runs/settle/cancel-runs.js';
import { listRuns } from '../runs/read/list-runs.js';
import { parseRunId, RunNotFoundError } from '../runs/run-not-found-error.js';
import { isFinal, type RunStatus, unfinishedStatuses } from '../runs/run-status.js';
import { endingHints } from '../runs/settle/ending-watch.js';
import { RunChanges } from '../runs/read/run-changes.js';
import type { Host } from './host.js';
import { isShellId } from '../shell-runs/shell-run.js';
import { meansShellRun } from './shell-reference.js';
import { NotConfirmedError } from './not-confirmed-error.js';
import { checkReason } from './reason.js';

export interface CancelRunsInput {
  /** A run's id, a shell run's name, or which unfinished runs: `all`, `pending`, `approved`, `queued`, `running` or `processing`. */
  readonly target: string;
  /** Only runs that this client submitted; not beside an id. */
  readonly client?: string | undefined;
  /** Runs at most, the newest first; 100 by default. */
  readonly limit?: number | undefined;
  /** Kept with the runs and in the audit; who did it, by default. */
  readonly reason?: string | undefined;
  /** Running ones get no grace time. */
  readonly force?: boolean | undefined;
  /** Whether it stays until those that run have ended; true by default. */
  readonly wait?: boolean | undefined;
  /** Where the caller is, for the name of a shell run; the host's directory by default. */
  readonly directory?: string | undefined;
  /** Asked before many runs are cancelled; without it nobody is asked. */
  readonly confirm?: (runs: number) => Promise<boolean>;
}

type CancelOptions = Pick<CancelRunsInput, 'reason' | 'force' | 'wait'>;

/** A word that is neither a run's id nor a shell run's name nor a group of unfinished runs. */
export class UnknownTargetError extends InfraError {
  readonly code = 'invalid_value';

  constructor(word: string) {
    super(`'${word}' is no run's id, no shell run's name and no filter${didYouMean(word, cancelWords)}`, {
      hint: `give an id, a name, or one of ${cancelWords.join(', ')}`,
    });
  }
}

/** A client was named beside a run's id. */
export class ClientBesideIdError extends InfraError {
  readonly code = 'usage';
}

// Exactly what each word says, unlike the groups of a list.
const targets = {
  all: unfinishedStatuses,
  pending: ['pending', 'awaiting_approval'],
  approved: ['approved'],
  queued: ['queued'],
  running: ['running'],
  processing: ['running'],
} as const satisfies Record<string, readonly RunStatus[]>;

/** The words that `runs cancel` takes instead of an id. */
export const cancelWords = Object.keys(targets);

const defaultLimit = 100;
/** How much longer than the grace time the command waits, in milliseconds. */
const patienceMs = 2_000;

/**
 * Cancels one run or many and waits until those that run have ended, at most for their grace time and two seconds.
 * @throws {UnknownTargetError} @throws {ClientBesideIdError} @throws {ReasonTooLongError} @throws {RunNotFoundError}
 * @throws {NotConfirmedError}
 */
export async function cancelRuns(host: Host, input: CancelRunsInput): Promise<Artifact<RunCancellation>> {
  const { target } = input;
  checkReason(input.reason);
  if (/^\d+$/.test(target) || isShellId(target)) return cancelOne(host, input);
  if (!Object.hasOwn(targets, target)) return cancelNamed(host, input);
  const database = await host.database();
  const limit = input.limit ?? defaultLimit;
  const found = await listRuns(database, {
    statuses: targets[target as keyof typeof targets],
    limit: limit + 1,
    ...(input.client === undefined ? {} : { clientId: input.client }),
  });
  const ids = found
    .slice(0, limit)
    .map(({ id }) => id)
    .toSorted((one, other) => one - other);
  if (ids.length > 0 && input.confirm !== undefined && !(await input.confirm(ids.length))) {
    throw new NotConfirmedError('nothing was cancelled');
  }
  return artifactOf(await cancelAndWait(host, database, ids, input), found.length > limit);
}

/**
 * Cancels some runs by their ids, all of which are known; see {@link cancelRuns}.
 * @throws {RunNotFoundError} @throws {ReasonTooLongError}
 */
export async function cancelTheseRuns(
  host: Host,
  { ids: texts, ...input }: CancelOptions & { readonly ids: readonly string[] },
): Promise<Artifact<RunCancellation>> {
  checkReason(input.reason);
  const ids = [...new Set(texts.map(parseRunId))].toSorted((one, other) => one - other);
  const database = await host.database();
  const statuses = await statusesOfRuns(database, ids);
  const unknown = ids.find((id) => !statuses.has(id));
  if (unknown !== undefined) throw new RunNotFoundError(String(unknown));
  return artifactOf(await cancelAndWait(host, database, ids, input), false);
}

/**
 * Cancels one run by its id: the same as {@link cancelRuns} of it.
 * @throws {RunNotFoundError} @throws {ReasonTooLongError}
 */
export async function stopRun(
  host: Host,
  input: CancelOptions & Pick<CancelRunsInput, 'directory'> & { readonly id: string },
): Promise<Artifact<RunCancellation>> {
  checkReason(input.reason);
  return cancelOne(host, { ...input, target: input.id });
}

/** @throws {UnknownTargetError} for a name that no shell run has. */
async function cancelNamed(host: Host, input: CancelRunsInput): Promise<Artifact<RunCancellation>> {
  try {
    return await cancelOne(host, input);
  } catch (error) {
    throw error instanceof RunNotFoundError ? new UnknownTargetError(input.target) : error;
  }
}

async function cancelOne(host: Host, input: CancelRunsInput): Promise<Artifact<RunCancellation>> {
  if (input.client !== undefined) {
    throw new ClientBesideIdError('a client is for a filter, not for the id of one run', {
      hint: 'leave it out',
    });
  }
  if (meansShellRun(input.target)) {
    const { stopShellRun } = await import('./stop-shell-run.js');
    return stopShellRun(host, { ...input, id: input.target }, input.directory ?? host.directory);
  }
  const id = parseRunId(input.target);
  const database = await host.database();
  const status = (await statusesOfRuns(database, [id])).get(id);
  if (status === undefined) throw new RunNotFoundError(input.target);
  return artifactOf(await cancelAndWait(host, database, [id], input), false);
}

/** What became of each run: its status when the command stopped waiting, and whether it was over before. */
interface Fate {
  readonly id: number;
  readonly status: RunStatus;
  readonly wasOver: boolean;
}

async function cancelAndWait(
  host: Host,
  database: Database,
  ids: readonly number[],
  { reason, force = false, wait = true }: CancelOptions,
): Promise<Fate[]> {
  if (ids.length === 0) return [];
  const asked = new Set(ids.map(String));
  const changes = new RunChanges(database.hints, host.clock, (id) => asked.has(id));
  try {
    const request = { reason: reason ?? `cancelled by ${host.actor}`, actor: host.actor, force };
    const cancellation = await cancel(database, ids, request);
    const asked = cancellation.requested.map(({ id }) => id);
    database.hints.send('infra_cancelled', asked.map(String));
    database.hints.send(
      'infra_ended',
      endingHints(cancellation.cancelled.map((id) => [id, 'cancelled'] as const)),
    );
    // The phases that waited have ended with the cancel, and nobody else knows.
    await endInLine(database, [...cancellation.cancelled, ...asked]);
    const withinMs = wait ? waitFor(host, cancellation, force) : 0;
    await untilOver(host, { database, changes, asked, withinMs });
    const statuses = await statusesOfRuns(database, ids);
    const reached = new Set([...cancellation.cancelled, ...asked]);
    return ids.map((id) => ({ id, status: statuses.get(id) ?? 'cancelled', wasOver: !reached.has(id) }));
  } finally {
    changes.close();
  }
}

function waitFor(host: Host, { requested }: Cancellation, force: boolean): number {
  if (force) return patienceMs;
  const graces = requested.map(({ jobName }) => host.registry.find(jobName)?.cancelGraceMs ?? 0);
  return Math.max(0, ...graces) + patienceMs;
}

async function untilOver(
  host: Host,
  wait: {
    readonly database: Database;
    readonly changes: RunChanges;
    readonly asked: readonly number[];
    readonly withinMs: number;
  },
): Promise<void> {
  const end = host.clock.now() + wait.withinMs;
  for (let left = wait.asked; left.length > 0 && host.clock.now() < end; ) {
    await wait.changes.next();
    const statuses = await statusesOfRuns(wait.database, left);
    left = left.filter((id) => !isFinal(statuses.get(id) ?? 'cancelled'));
  }
}

function artifactOf(fates: readonly Fate[], hasMore: boolean): Artifact<RunCancellation> {
  const cancelled = fates.filter((fate) => fate.status === 'cancelled' && !fate.wasOver);
  const over = fates.filter((fate) => isFinal(fate.status) && (fate.wasOver || fate.status !== 'cancelled'));
  return {
    data: {
      cancelled: cancelled.map(({ id }) => String(id)),
      refused: over.map((fate) => ({ id: String(fate.id), reason: reasonOf(fate) })),
      stopping: fates.filter(({ status }) => !isFinal(status)).map(({ id }) => String(id)),
      total: cancelled.length,
      has_more: hasMore,
    },
    artifact_type: 'list',
    title: 'Cancelled Runs',
  };
}

function reasonOf({ status, wasOver }: Fate): string {
  return wasOver ? `it is ${status} already` : `it ${endings[status] ?? status} before it could be stopped`;
}

const endings: Partial<Record<RunStatus, string>> = { completed: 'completed', failed: 'failed' };
