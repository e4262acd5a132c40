import type { Artifact } from '../artifacts/artifact.js';
import type { FailureDeletion } from '../artifacts/failure-resolution.js';
import { FailureStore } from '../failures/failure-store.js';
import { AuditStore } from '../jobs/audit-store.js';
import type { Host } from './host.js';
import { type ResolveFailuresInput, selectFailures } from './select-failures.js';

/**
 * Acknowledges failures without doing anything about them: they leave the list, and their runs may be cleaned up.
 * @throws {FailureNotFoundError} @throws {JobNotFoundError} @throws {NotConfirmedError}
 */
export async function deleteFailures(
  host: Host,
  input: ResolveFailuresInput,
): Promise<Artifact<FailureDeletion>> {
  const database = await host.database();
  const { actor } = host;
  const deleted: string[] = [];
  const refused: FailureDeletion['refused'] = [];
  for await (const failures of selectFailures(host, database, input)) {
    const ids = failures.map(({ id }) => id);
    const done = await database.transaction(async (session) => {
      const acknowledged = (await new FailureStore(session).acknowledge(ids, actor)).toSorted(
        (a, b) => a - b,
      );
      if (acknowledged.length === 0) return acknowledged;
      const details = { deleted: acknowledged.map(String) };
      const action = 'failures_deleted';
      await new AuditStore(session).append({ actor, action, target: 'failures', reason: null, details });
      return acknowledged;
    });
    deleted.push(...done.map(String));
    for (const id of ids.filter((asked) => !done.includes(asked))) {
      refused.push({ id: String(id), reason: 'is resolved already' });
    }
  }
  return {
    data: { deleted, refused, total: deleted.length },
    artifact_type: 'list',
    title: 'Failures Deleted',
  };
}
