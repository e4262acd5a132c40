import type { Database } from '../database/database.js';
import { type FailureReference, FailureStore } from '../failures/failure-store.js';
import { mostResubmitted } from '../runs/submit/resubmit-runs.js';
import { FailureNotFoundError, failureIdOf } from './failure-id.js';
import type { Host } from './host.js';
import { requireKnownJob } from './known-job.js';
import { NotConfirmedError } from './not-confirmed-error.js';

/** Which failures are to be resolved: some by their ids, or all unresolved ones, of one job or of one kind if named. */
export type FailureSelection =
  | { readonly ids: readonly string[] }
  | { readonly all: true; readonly job?: string; readonly fingerprint?: string };

export interface ResolveFailuresInput {
  readonly selection: FailureSelection;
  /** Asked once before more than one is resolved, with their number; without it nobody is asked. */
  readonly confirm?: (failures: number) => Promise<boolean>;
}

/**
 * The failures that are meant, in batches; nothing is changed before all of them are known and confirmed.
 * @throws {FailureNotFoundError} @throws {JobNotFoundError} @throws {NotConfirmedError}
 */
export async function* selectFailures(
  host: Host,
  database: Database,
  { selection, confirm }: ResolveFailuresInput,
): AsyncGenerator<readonly FailureReference[]> {
  const store = new FailureStore(database);
  if ('ids' in selection) {
    const found = await byIds(store, [...new Set(selection.ids)]);
    await assertConfirmed(found.length, confirm);
    for (let from = 0; from < found.length; from += mostResubmitted) {
      yield found.slice(from, from + mostResubmitted);
    }
    return;
  }
  if (selection.job !== undefined) await requireKnownJob(host, database, selection.job);
  const which = { jobName: selection.job ?? null, fingerprint: selection.fingerprint ?? null };
  await assertConfirmed(await store.count(which), confirm);
  let last = 0;
  for (;;) {
    const found = await store.after(last, { ...which, limit: mostResubmitted });
    if (found.length === 0) return;
    last = found.at(-1)?.id ?? last;
    yield found;
  }
}

async function byIds(store: FailureStore, ids: readonly string[]): Promise<FailureReference[]> {
  const numbers = ids.map(failureIdOf);
  const found = new Map((await store.find(numbers)).map((failure) => [failure.id, failure]));
  return numbers.map((id) => {
    const failure = found.get(id);
    if (failure === undefined) throw new FailureNotFoundError(String(id));
    return failure;
  });
}

async function assertConfirmed(failures: number, confirm: ResolveFailuresInput['confirm']): Promise<void> {
  if (failures < 2 || confirm === undefined || (await confirm(failures))) return;
  throw new NotConfirmedError('no failure was resolved: it was not confirmed');
}
