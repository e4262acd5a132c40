import type { Artifact } from '../artifacts/artifact.js';
import type { FailureList } from '../artifacts/failure-list.js';
import { InfraError } from '../errors/infra-error.js';
import { type Failure, type FailureGroup, FailureStore } from '../failures/failure-store.js';
import { maskRun } from '../registry/mask-run.js';
import { failureIdOf } from './failure-id.js';
import type { Host } from './host.js';
import { requireKnownJob } from './known-job.js';

export interface ListFailuresInput {
  readonly job?: string | undefined;
  /** Only those of this kind, as the groups name them. */
  readonly fingerprint?: string | undefined;
  /**
   * Only older ones than the failure with this id: the last of the page before, or the latest of its last kind. Not beside
   * the view `resolved`.
   */
  readonly after?: string | undefined;
  /** Rows at most, from 1; 50 by default. */
  readonly limit?: number | undefined;
  /** `failures` by default: the unresolved ones; `groups`: them by kind; `resolved`: what was done about others. */
  readonly view?: 'failures' | 'groups' | 'resolved' | undefined;
}

const defaultLimit = 50;

/** What was resolved has no pages: it is in the order in which it was. */
export class NoPagesError extends InfraError {
  readonly code = 'usage';
}

/**
 * The failure log: runs that failed for good and that nobody has resolved, newest first.
 * @throws {FailureNotFoundError} for an `after` that is no failure's id. @throws {NoPagesError}
 * @throws {JobNotFoundError} for a name that neither the registry nor the history knows.
 */
export async function listFailures(
  host: Host,
  input: ListFailuresInput = {},
): Promise<Artifact<FailureList>> {
  const { view = 'failures', limit = defaultLimit, after } = input;
  if (view === 'resolved' && after !== undefined)
    throw new NoPagesError('resolved failures have no pages', { hint: 'ask for more of them at once' });
  const before = after === undefined ? null : failureIdOf(after);
  const database = await host.database();
  if (input.job !== undefined) await requireKnownJob(host, database, input.job);
  const store = new FailureStore(database);
  const filter = {
    jobName: input.job ?? null,
    fingerprint: input.fingerprint ?? null,
    before,
    // One more tells whether there are more.
    limit: limit + 1,
  };
  const read = view === 'groups' ? [] : await store[view === 'resolved' ? 'resolved' : 'unresolved'](filter);
  const kinds = view === 'groups' ? await store.groups(filter) : [];
  const [found, groups] = [read.slice(0, limit), kinds.slice(0, limit)];
  return {
    data: {
      failures: found.map((failure) => shown(failure, host)),
      groups: groups.map(shownGroup),
      total: found.length + groups.length,
      has_more: read.length + kinds.length > limit,
      unresolved: await store.count(filter),
    },
    artifact_type: 'table',
    title: 'Failures',
  };
}

function shown(failure: Failure, { registry }: Pick<Host, 'registry'>): FailureList['failures'][number] {
  return {
    id: String(failure.id),
    run_id: String(failure.runId),
    job_name: failure.jobName,
    parameters: maskRun(registry, failure.jobName, failure.parameters),
    error: { code: failure.code, message: failure.message },
    attempts: failure.attempts,
    failed_at: failure.failedAt.toISOString(),
    fingerprint: failure.fingerprint,
    resolved_at: failure.resolvedAt?.toISOString() ?? null,
    resolution: failure.resolution,
    resolved_by: failure.resolvedBy,
    resubmitted_as: failure.resubmittedAs === null ? null : String(failure.resubmittedAs),
  };
}

function shownGroup(group: FailureGroup): FailureList['groups'][number] {
  return {
    fingerprint: group.fingerprint,
    job_name: group.jobName,
    error: { code: group.code, message: group.message },
    count: group.count,
    first: group.first.toISOString(),
    last: group.last.toISOString(),
    latest: { id: String(group.latestId), run_id: String(group.latestRunId) },
  };
}
