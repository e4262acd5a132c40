import type { Artifact } from '../artifacts/artifact.js';
import type { RunList } from '../artifacts/run-list.js';
import { InfraError } from '../errors/infra-error.js';
import { chainJobName } from '../registry/chain-job.js';
import { listRuns as readRuns } from '../runs/read/list-runs.js';
import { parseRunId } from '../runs/run-not-found-error.js';
import type { Run } from '../runs/run.js';
import type { RunStatus } from '../runs/run-status.js';
import type { Host } from './host.js';
import { requireKnownJob } from './known-job.js';
import { instantOf, overviewOf } from './shown-run.js';
import { noShell } from './shown-shell-run.js';
import { statusesOfFilter, statusOf } from './status-words.js';

export interface ListRunsInput {
  /** A group of document 000: `pending`, `approved`, `active`, `processing`, `done`, `failed` or `cancelled`. */
  readonly filter?: string | undefined;
  /** Exactly this status, as people write it; not beside a filter. */
  readonly status?: string | undefined;
  readonly client?: string | undefined;
  readonly job?: string | undefined;
  /** What they work on. */
  readonly subject?: string | undefined;
  /** Only older ones than the run with this id, the last of the page before; not beside shell runs. */
  readonly after?: string | undefined;
  /** Runs that were asked for at this moment or later. */
  readonly since?: Date | undefined;
  /** Rows at most, from 1; 20 by default. */
  readonly limit?: number | undefined;
  /** Where the caller is: then the shell runs of that project stand beside those of the host. */
  readonly directory?: string | undefined;
  /** Those of every project of this user; false by default. */
  readonly allProjects?: boolean | undefined;
  /** Rows to leave out first; none by default. */
  readonly offset?: number | undefined;
}

const defaultLimit = 20;

/** A filter and a status were given, which exclude each other. */
export class FilterAndStatusError extends InfraError {
  readonly code = 'usage';
}

/**
 * The runs of all jobs or of one, newest first.
 * @throws {UnknownFilterError} @throws {UnknownStatusError} @throws {FilterAndStatusError}
 * @throws {RunNotFoundError} for an `after` that is no run's id.
 * @throws {JobNotFoundError} for a name that neither the registry nor the history knows.
 */
export async function listRuns(host: Host, input: ListRunsInput = {}): Promise<Artifact<RunList>> {
  const statuses = statusesOf(input);
  const limit = input.limit ?? defaultLimit;
  const offset = input.offset ?? 0;
  const withShellRuns =
    input.directory !== undefined &&
    [input.job, input.client, input.subject, input.after].every((filter) => filter === undefined);
  // What both kinds have to leave out first is only known when they stand together.
  const page = withShellRuns ? { limit: offset + limit + 1, offset: 0 } : { limit: limit + 1, offset };
  const own = host.configured || !withShellRuns ? await hostRuns(host, { ...input, statuses, ...page }) : [];
  const shell = withShellRuns ? await shellRuns({ ...input, statuses, limit: page.limit }) : [];
  const found = shell.length === 0 ? own : [...own, ...shell].toSorted(newestFirst);
  const rows = found.slice(withShellRuns ? offset : 0);
  const runs = rows.slice(0, limit);
  return {
    data: { runs, total: runs.length, has_more: rows.length > limit },
    artifact_type: 'table',
    title: 'Runs',
  };
}

type Row = RunList['runs'][number];

async function hostRuns(
  host: Host,
  input: ListRunsInput & { readonly statuses: readonly RunStatus[]; readonly limit: number },
): Promise<Row[]> {
  const database = await host.database();
  if (input.job !== undefined) await requireKnownJob(host, database, input.job);
  const runs = await readRuns(database, {
    limit: input.limit,
    offset: input.offset ?? 0,
    statuses: input.statuses,
    ...(input.job === undefined ? {} : { jobName: input.job }),
    ...(input.client === undefined ? {} : { clientId: input.client }),
    ...(input.subject === undefined ? {} : { subject: input.subject }),
    ...(input.since === undefined ? {} : { since: input.since }),
    ...(input.after === undefined ? {} : { before: parseRunId(input.after) }),
  });
  return runs.map(rowOf);
}

async function shellRuns(
  input: ListRunsInput & { readonly statuses: readonly RunStatus[]; readonly limit: number },
): Promise<Row[]> {
  const { listShellRuns } = await import('./list-shell-runs.js');
  const { directory = null, allProjects = false, statuses, since, limit } = input;
  return listShellRuns({ directory: allProjects ? null : directory, statuses, since, limit });
}

function newestFirst(one: Row, other: Row): number {
  return other.created_at.localeCompare(one.created_at) || (one.id < other.id ? 1 : -1);
}

function statusesOf({ filter, status }: ListRunsInput): readonly RunStatus[] {
  if (filter !== undefined && status !== undefined) {
    throw new FilterAndStatusError(`the filter '${filter}' and the status '${status}' exclude each other`, {
      hint: 'give one of them',
    });
  }
  if (status !== undefined) return [statusOf(status)];
  return filter === undefined ? [] : statusesOfFilter(filter);
}

function rowOf(run: Run): Row {
  return {
    ...overviewOf(run),
    trigger: run.trigger,
    queue: run.queue,
    priority: run.priority,
    attempt: run.attempt,
    available_at: run.availableAt.toISOString(),
    scheduled_for: instantOf(run.scheduledFor),
    error: run.error?.message ?? null,
    ...noShell,
    name: chainOf(run),
  };
}

/** The name of the chain that a run is of: all chains are runs of one job. */
function chainOf({ jobName, parameters }: Run): string | null {
  const chain = jobName === chainJobName ? parameters['chain'] : null;
  return typeof chain === 'string' ? chain : null;
}
