import type { Artifact } from '../artifacts/artifact.js';
import type { FailureResubmission } from '../artifacts/failure-resolution.js';
import { AuditStore } from '../jobs/audit-store.js';
import type { FailureReference } from '../failures/failure-store.js';
import { type Resubmission, resubmitRuns } from '../runs/submit/resubmit-runs.js';
import { activeTraceParent } from '../telemetry/trace-parent.js';
import type { Host } from './host.js';
import { type ResolveFailuresInput, selectFailures } from './select-failures.js';

/**
 * Submits a new run for each of some failures at once, and resolves them.
 * @throws {FailureNotFoundError} @throws {JobNotFoundError} @throws {NotConfirmedError}
 */
export async function resubmitFailures(
  host: Host,
  input: ResolveFailuresInput,
): Promise<Artifact<FailureResubmission>> {
  const database = await host.database();
  const traceParent = await activeTraceParent();
  const request = { actor: host.actor, jobs: host.registry.jobs, onlyUnresolved: true, traceParent };
  const data: FailureResubmission = { resubmitted: [], refused: [], total: 0 };
  for await (const failures of selectFailures(host, database, input)) {
    const made = await database.transaction(async (session) => {
      const runIds = failures.map(({ runId }) => runId);
      const resubmissions = await resubmitRuns(session, runIds, request);
      await audit(new AuditStore(session), host.actor, failures, resubmissions);
      return resubmissions;
    });
    database.hints.send(
      'infra_queued',
      made.flatMap((resubmission) => (resubmission.newId === null ? [] : [resubmission.queue])),
    );
    collect(data, failures, made);
  }
  return {
    data: { ...data, total: data.resubmitted.length },
    artifact_type: 'list',
    title: 'Failures Resubmitted',
  };
}

function collect(
  { resubmitted, refused }: FailureResubmission,
  failures: readonly FailureReference[],
  made: readonly Resubmission[],
): void {
  for (const [position, { id, runId }] of failures.entries()) {
    const resubmission = made[position];
    if (resubmission === undefined) continue;
    if (resubmission.newId === null) {
      refused.push({ id: String(id), reason: `run ${runId} ${resubmission.refusal}` });
    } else {
      resubmitted.push({ id: String(id), run_id: String(runId), new_run_id: String(resubmission.newId) });
    }
  }
}

async function audit(
  store: AuditStore,
  actor: string,
  failures: readonly FailureReference[],
  made: readonly Resubmission[],
): Promise<void> {
  const done = failures.flatMap(({ id, runId }, position) => {
    const newId = made[position]?.newId ?? null;
    return newId === null ? [] : [{ failure: String(id), run: String(runId), new_run: String(newId) }];
  });
  if (done.length === 0) return;
  const action = 'failures_resubmitted';
  await store.append({ actor, action, target: 'failures', reason: null, details: { resubmitted: done } });
}
